/** A run in which something is overdue, and what is known that may say why. */
import type { Address, Moment, Property } from 'harness';
import type { Applies } from '../ledgers/applies.ts';
import type { Elections } from '../ledgers/elections.ts';
import type { Leaders } from '../ledgers/leaders.ts';
import type { Leading, Progress } from '../ledgers/progress.ts';
import type { Reigns } from '../ledgers/reigns.ts';
import type { Run } from '../ledgers/run.ts';
import type { Snapshots } from '../ledgers/snapshots.ts';

export interface Stall {
  readonly run: Run;
  readonly elections: Elections;
  readonly progress: Progress;
  readonly leaders: Leaders;
  readonly reigns: Reigns;
  readonly applies: Applies;
  readonly snapshots: Snapshots;
  /** Servers that are up and connected, puppets included. */
  readonly connected: readonly Address[];
  /** When the wait began, µs. */
  readonly since: number;
}

/** Cause of a stall: the rule that is broken, and the facts, a line each. */
export interface Cause {
  readonly property: Property;
  readonly lines: readonly string[];
  /** Events that the lines cite. */
  readonly cites?: readonly Moment[];
}

/** The events that a cause cites, the one that shows the failure last. */
export function citedBy({ cites = [] }: Cause, now: number): number[] {
  return [...new Set([...cites.map(({ event }) => event), now])];
}

/** Virtual µs after which a connected server that heard nothing must have acted: 10 s. */
export const LONG = 10_000_000;
/** Virtual µs within which a leader that is alive speaks: 3 s, thirty heartbeats of the course's. */
const SILENCE = 3_000_000;

/** The servers that are connected and are judged: no puppets. */
export function judged({ run, connected }: Stall): Address[] {
  return connected.filter((server) => run.servers.includes(server));
}

/** The connected leader of the highest term, if it still speaks and has led for a while. */
export function standingLeader(stall: Stall): Leading | undefined {
  const { run, progress, leaders, connected, since } = stall;
  const { latest } = progress;
  if (latest === undefined || !connected.includes(latest.leader)) return undefined;
  if (run.clock.now - latest.spoke >= SILENCE) return undefined;
  const claims = [...leaders.claims.values()].filter((claim) => claim.since.at >= since);
  const isNew = claims.some(
    ({ term, since: { at } }) => term === latest.term && run.clock.now - at < LONG,
  );
  return isNew && claims.length > 1 ? undefined : latest;
}
