/** What a replay does with the faults of its run: edits them, shows them, writes them down. */
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import pc from 'picocolors';
import type { ReplayOptions } from './cli.ts';
import { exitCodes, Refusal } from './exit.ts';
import type { FaultEdit } from './fault-edit.ts';
import { formatFaults, listFaults, parseFaults } from './fault-list.ts';
import type { Run } from './outcome.ts';
import type { Shrunk, Traced } from './worker.ts';

/** What the user wants to be changed in the list. @throws Refusal that names the line of the file */
export async function readEdit(options: ReplayOptions, from: string): Promise<FaultEdit> {
  const { without, faults: file } = options;
  if (file === undefined) return { ...(without && { without }) };
  const text = await readFile(resolve(from, file), 'utf8').catch((error: unknown) => {
    throw new Refusal(exitCodes.usage, `--faults ${file}: ${(error as Error).message}.`);
  });
  return { list: parseFaults(text, file), ...(without && { without }) };
}

/** @throws Refusal for an edit that means nothing */
export function checkEdit(
  run: Run,
  { drawn }: Pick<Traced, 'drawn'>,
  { list, without = [] }: FaultEdit,
  { saveFaults, shrink = false }: ReplayOptions,
): void {
  const nothing = list === undefined && without.length === 0;
  if (nothing && saveFaults === undefined && !shrink) return;
  if (drawn === undefined) {
    const why = `${run.case} draws no list of faults: there is nothing to edit or to save.`;
    throw new Refusal(exitCodes.usage, why);
  }
  const there = (list ?? drawn).map(({ fault }) => fault);
  const unknown = without.find((fault) => !there.includes(fault));
  if (unknown === undefined) return;
  const why = `--without ${unknown}: there is no such fault; they are ${there.join(', ')}.`;
  throw new Refusal(exitCodes.usage, why);
}

/** The list for the terminal; empty for a case that draws none. */
export function showFaults({ drawn = [], outcome: { faults = [], status } }: Traced): string[] {
  if (drawn.length === 0 && faults.length === 0) return [];
  const edit = '--without 3,7-9 leaves some out, --save-faults FILE writes them, to edit';
  const hint = status === 'fail' ? `--shrink finds those that the failure needs, ${edit}` : edit;
  const lines = listFaults(drawn, faults);
  const dimmed = lines.map((line) => (line.startsWith('-') ? pc.dim(line) : line));
  return [`Faults of this run ${pc.dim(`(${hint})`)}`, ...dimmed, ''];
}

export async function saveFaults(
  { outcome: { case: id, seed, faults } }: Traced,
  { saveFaults: file }: ReplayOptions,
  from: string,
): Promise<void> {
  if (file === undefined || faults === undefined) return;
  await writeFile(resolve(from, file), formatFaults(faults, `${id}, seed ${seed}`));
}

/** What came of `--shrink`. */
export function describeShrunk({ all, kept, runs }: Shrunk): string {
  if (kept === undefined) return pc.yellow('Nothing to shrink: with all of its faults it passes.');
  const needs = kept.length === 0 ? 'no fault' : `${kept.length} of ${all} faults`;
  return `The same rule is broken with ${needs} (found in ${runs} runs).`;
}
