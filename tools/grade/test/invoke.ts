/** A line of `pnpm grade`, run on a submission in this process. */
import { type GradeOptions, parse, type ReplayOptions } from '../src/cli.ts';
import { grade } from '../src/grade.ts';
import { replay } from '../src/replay.ts';

/** @returns the exit code and what was printed */
export async function invoke(folder: string, line: string) {
  const parsed = parse([...line.split(' '), '--submission', folder]);
  let text = '';
  const write = (more: string) => void (text += more);
  const invocation = {
    from: folder,
    command: 'pnpm grade',
    stdout: { write } as unknown as NodeJS.WriteStream,
    signal: new AbortController().signal,
  };
  const exitCode =
    parsed.kind === 'replay'
      ? await replay(parsed.options as ReplayOptions, invocation)
      : await grade((parsed as { options: GradeOptions }).options, invocation);
  return { exitCode, text };
}
