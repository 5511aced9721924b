/** All hunts of one lab: its bugs, by the rules of the Go course too, and what is right. */
import type { Bug, Variant } from './bug.ts';
import type { Game } from './game.ts';
import type { Hunt, HuntOptions } from './hunt.ts';
import type { Lab } from './lab.ts';
import { type LabMatrix, rowOf, variantRowOf } from './matrix.ts';
import type { Chosen } from './select.ts';
import type { Target } from './target.ts';

export interface Settings {
  /** Seeds of each case before a bug counts as not caught. */
  readonly seeds: number;
  /** False: on bugs only the expected cases run, and on what is right those that take little time. */
  readonly others: boolean;
  /** Seeds with which the case that caught a bug is run, to see how often it does. */
  readonly rateOf: number;
  /** Time that each message takes in addition, each way, ms. Default: 0. */
  readonly delayMs?: number;
  /** Passes by the rules of the Go course, where the lab has them; absent: none. */
  readonly goPasses?: number;
  /** Seeds of each case on each correct variant; absent: none. */
  readonly variantSeeds?: number;
}

/** @param title what is hunted, in words */
type Run = (title: string, targets: readonly Target[], how: HuntOptions) => Promise<Hunt[]>;

export interface LabHunts {
  readonly matrix: Omit<LabMatrix, 'command'>;
  /** Those that must end as expected: not those by the rules of the Go course. */
  readonly hunts: readonly Hunt[];
}

const REFERENCE: Target = { id: 'reference', what: 'the reference itself', edits: [] };

export async function huntLab(
  { lab, bugs, variants }: Chosen,
  { goPasses, variantSeeds, ...how }: Settings,
  run: Run,
): Promise<LabHunts> {
  const { name: game, suite, goCourse } = lab;
  const targets = bugs.map(toTarget);
  const delay = how.delayMs === undefined ? {} : { delayMs: how.delayMs };
  const ours = bugs.length > 0 ? await run(`${game}: bugs`, targets, { game, ...how }) : [];
  const go =
    goPasses && goCourse && bugs.length > 0
      ? await runGo([REFERENCE, ...targets], goCourse, goPasses, run)
      : [];
  const right = variantSeeds
    ? await run(`${game}: what is right`, rightTargets(lab, variants), {
        game,
        seeds: variantSeeds,
        long: how.others,
        ...delay,
      })
    : [];
  const matrix = {
    lab: game,
    cases: suite.cases.length,
    seeds: how.seeds,
    ...(go.length > 0 && { goPasses }),
    ...(variantSeeds && { variantSeeds }),
    ...rowsOf(bugs, ours, go),
    variants: right.map(variantRowOf),
  };
  return { matrix, hunts: [...ours, ...right] };
}

function runGo(targets: readonly Target[], game: Game, seeds: number, run: Run): Promise<Hunt[]> {
  return run('bugs by the rules of the Go course', targets, { game, seeds });
}

function rowsOf(
  bugs: readonly Bug[],
  ours: readonly Hunt[],
  go: readonly Hunt[],
): Pick<LabMatrix, 'rows' | 'goReference' | 'cpuMs'> {
  const goReference = go.find(({ target }) => target === REFERENCE);
  const rows = bugs.flatMap((bug) => {
    const hunt = of(ours, bug);
    return hunt ? [rowOf(bug, hunt, of(go, bug))] : [];
  });
  const cpuMs = Math.round(ours.reduce((sum, hunt) => sum + hunt.cpuMs, 0));
  return { rows, cpuMs, ...(goReference && { goReference: variantRowOf(goReference) }) };
}

function of(hunts: readonly Hunt[], bug: Bug): Hunt | undefined {
  return hunts.find(({ target }) => target.id === bug.id);
}

function toTarget({ property, cases, ...bug }: Bug): Target {
  return { ...bug, expected: { property: property.name, cases } };
}

/** The variants that were named, or all that is right: the reference, variants, harmless rows of the zoo. */
function rightTargets({ variants, excused }: Lab, named: readonly Variant[]): Target[] {
  if (named.length > 0) return named.map(variantTarget);
  const harmless = excused.flatMap(({ id, what, edits, solution }) =>
    edits ? [{ id, what, edits, ...(solution && { solution }) }] : [],
  );
  return [REFERENCE, ...variants.map(variantTarget), ...harmless];
}

function variantTarget({ fails, ...variant }: Variant): Target {
  return { ...variant, ...(fails && { without: fails }) };
}
