import { expect, it } from 'vitest';
import { parse } from '../src/cli.ts';
import { zoo } from '../src/zoo.ts';

it.each([
  [['E99'], /There is no bug, variant or lab "E99"\. Did you mean "E9"\?/],
  [['r11'], /R11 is not planted\. It costs a retransmission and nothing else\./],
  [
    ['K3', 'raft', '--write'],
    /--write is for whole labs: leave out the ids of bugs and variants\./,
  ],
  [
    ['raft', 'slow', '--write'],
    /--write is for whole labs: leave out the ids of bugs and variants\./,
  ],
])('refuses %j before it runs anything', async (args, message) => {
  const parsed = parse(args);
  if (parsed.kind === 'help') throw new Error('no help was asked for');
  const run = zoo(parsed.options, process.stdout, AbortSignal.timeout(0));
  await expect(run).rejects.toThrow(message);
});
