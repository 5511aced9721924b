/** A verdict in words: what a student reads of a failure, the same in every runner. */
import type { Verdict } from './verdict.ts';

/** The broken rule, what contradicts what, and the command that shows it again. */
export function explainFailure(verdict: Verdict): string {
  const { property, explanation, cites } = verdict;
  const rule = property
    ? `${property.name}${property.section ? ` (${property.section})` : ''}`
    : 'No verdict';
  const events =
    cites.length > 0 ? ` (event${cites.length > 1 ? 's' : ''} ${cites.join(', ')})` : '';
  const what = [`${verdict.case}, seed ${verdict.seed}: ${rule}`, explanation ?? ''];
  if (verdict.kept !== undefined) {
    return [...what, `evidence: ${verdict.kept} (files, and what each process printed)`].join('\n');
  }
  return [
    ...what,
    `at ${(verdict.virtualMs / 1000).toFixed(3)} s of virtual time${events}`,
    `replay: ${replayCommand(verdict.case, verdict.seed)}${shrinkable(verdict)}`,
  ].join('\n');
}

/** The one command that shows a run again. */
export function replayCommand(id: string, seed: number): string {
  return `pnpm grade replay ${id} --seed ${seed}`;
}

/** Of many faults, a failure mostly needs few. */
function shrinkable({ faults = [] }: Verdict): string {
  return faults.length < 2 ? '' : ` (${faults.length} faults; --shrink finds those that it needs)`;
}
