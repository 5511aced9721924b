/** The score as a page. */
import type { Hunt } from '../hunt.ts';
import type { Mutant } from './mutants.ts';

export interface Judged {
  readonly mutant: Mutant;
  readonly hunt: Hunt;
  /** Why it is equivalent, where that is known. */
  readonly why?: string;
}

/** A page in Markdown: the score, the cases by what they killed, and the mutants that live. */
export function page(judged: readonly Judged[], seeds: number): string {
  const killed = judged.filter(({ hunt }) => hunt.kill);
  const equivalent = judged.filter(({ hunt, why }) => !hunt.kill && why !== undefined);
  const alive = judged.filter(({ hunt, why }) => !hunt.kill && why === undefined);
  const cpu = judged.reduce((sum, { hunt }) => sum + hunt.cpuMs, 0) / 60_000;
  const counted = judged.length - equivalent.length;
  return [
    '# Mutants of the reference',
    '',
    'Made by `pnpm mutants --out docs/mutants.md`: each operator, condition, literal, call and',
    'assignment of `raft.ts` and `log.ts` is changed, one at a time, and the suites are run until',
    `one of them fails, at most ${seeds} ${seeds === 1 ? 'seed' : 'seeds'} of each case.`,
    '',
    `**${killed.length} of ${counted} killed** (${percent(killed.length, counted)}), ` +
      `${equivalent.length} more are equivalent to the reference, ${alive.length} alive; ` +
      `${cpu.toFixed(1)} CPU min.`,
    '',
    '## Alive',
    '',
    ...(alive.length === 0 ? ['None.'] : alive.map(({ mutant }) => `- ${inWords(mutant)}`)),
    '',
    '## Equivalent',
    '',
    ...equivalent.map(({ mutant, why }) => `- ${inWords(mutant)}: ${why}`),
    '',
    '## Killed, by the case that did it first',
    '',
    'Cases run in the order of the suite, the long ones last, so the first of them take the easy ones.',
    '',
    '| case | mutants |',
    '| --- | ---: |',
    ...byCase(killed).map(([id, count]) => `| ${id} | ${count} |`),
    '',
  ].join('\n');
}

function inWords({ file, line, was, now }: Mutant): string {
  return `\`${file}:${line}\` \`${oneLine(was)}\` → \`${oneLine(now)}\``;
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').replaceAll('`', "'");
  return line.length > 80 ? `${line.slice(0, 77)}...` : line;
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '100 %' : `${((100 * part) / whole).toFixed(1)} %`;
}

function byCase(killed: readonly Judged[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { hunt } of killed) {
    const by = hunt.kill?.case ?? '';
    counts.set(by, (counts.get(by) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]);
}
