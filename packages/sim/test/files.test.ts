import { beforeAll, expect, it } from 'vitest';
import type { Program } from '../src/bundle.ts';
import { FileSystem } from '../src/files/file-system.ts';
import { prepare, run } from './run.ts';

let files: Program;

beforeAll(async () => {
  files = await prepare('files.ts', ['node:fs/promises']);
});

it('a node reads and writes files', async () => {
  const fs = new FileSystem();
  fs.write('/in', 'one\r\ntwo\n');
  const seen: string[] = [];
  const ran = await run(
    files,
    async (world) => {
      await world.boot('S1', {}, { mounts: { '/': fs }, mayExit: true });
      world.observe({ exited: (_node, code) => void seen.push(`exit ${code}`) });
      expect(await world.invoke('S1', 'readFile', ['/in'])).toBe('one\r\ntwo\n');
      expect(await world.invoke('S1', 'lines', ['/in'])).toEqual(['one', 'two']);
      await world.invoke('S1', 'writeFile', ['out', 'x'.repeat(10_000)]);
      expect(String(fs.read('out'))).toBe('x'.repeat(10_000));
      await world.invoke('S1', 'exit', [3]);
      expect(world.node('S1').up).toBe(false);
    },
    { trace: (r) => void seen.push(`${r.time} ${r.node} ${r.kind} ${r.text.slice(0, 60)}`) },
  );
  expect(seen).toMatchInlineSnapshot(`
    [
      "0 S1 boot empty disk",
      "0 S1 invoke readFile("/in")",
      "126 S1 io read /in, 9 bytes from 0",
      "126 S1 return "one\\r\\ntwo\\n"",
      "126 S1 invoke lines("/in")",
      "292 S1 io read /in, 9 bytes from 0",
      "347 S1 io read /in, 0 bytes from 9",
      "485 S1 return ["one","two"]",
      "485 S1 invoke writeFile("out","xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
      "572 S1 io open /out, new",
      "593 S1 io write /out, 4096 bytes from 0",
      "614 S1 io write /out, 4096 bytes from 4096",
      "624 S1 io write /out, 1808 bytes from 8192",
      "624 S1 return ",
      "624 S1 invoke exit(3)",
      "624 S1 exit code 3",
      "exit 3",
    ]
  `);
  expect(ran.explanation).toBeUndefined();
});
