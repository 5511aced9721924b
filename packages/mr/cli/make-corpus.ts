/** `pnpm mr corpus`: text to count words in. */
import { type CorpusOptions, writeCorpus } from '../corpus/write-corpus.ts';
import { exitCodes } from '../real/process-args.ts';
import { Refusal } from './refusal.ts';
import { showSize } from './units.ts';

/** @returns the exit code */
export async function makeCorpus(
  options: Omit<CorpusOptions, 'bytes'> & { readonly out: string; readonly size: number },
  stdout: NodeJS.WriteStream,
): Promise<number> {
  const { out, size, files, seed } = options;
  let written = 0;
  const count = (bytes: number): void => void (written += bytes);
  const names = await writeCorpus(out, { files, seed, bytes: size }, count).catch(
    (error: Error) => {
      throw new Refusal(
        `${out} can't be written: ${error.message}. Name another folder with --out.`,
      );
    },
  );
  stdout.write(
    written === 0
      ? `${out} has them already: ${names.length} files. Remove them to make others.\n`
      : `Wrote ${showSize(written)} to ${out}/${names[0]} and so on, ${names.length} files.\n`,
  );
  return exitCodes.done;
}
