/** Cause of a stall: of an election that does not end, or else of an agreement that does not come. */
import type { Address } from 'harness';
import type { Leading } from '../ledgers/progress.ts';
import { LIVE_AGREEMENT, LIVE_ELECTION, START } from '../properties.ts';
import { leadsAlone } from './leads-alone.ts';
import { type Cause, type Stall, standingLeader } from './stall.ts';
import { whyNoAgreement } from './why-no-agreement.ts';
import { staleTerm, whyNoLeader } from './why-no-leader.ts';

/** An entry that a leader took with `start`; by index alone, when nobody knows its term. */
export interface Overdue {
  readonly index: number;
  readonly term?: number;
  readonly server?: Address;
}

/**
 * Names the rule and the facts.
 *
 * @param overdue the entries that might be agreed on, the latest last; `undefined`: none is waited
 *   for, but a leader
 * @param leading the leader that counts. Default: the one that still speaks
 */
export function diagnose(
  stall: Stall,
  overdue?: readonly Overdue[],
  leading: Leading | undefined = standingLeader(stall),
): Cause {
  if (leading === undefined) return leadsAlone(stall, overdue) ?? whyNoLeader(stall);
  const stale = staleTerm(stall);
  if (stale) return stale;
  const { leader, term } = leading;
  if (overdue === undefined) {
    return { property: LIVE_ELECTION, lines: [`${leader} speaks as leader of term ${term}.`] };
  }
  const mine = overdue.findLast((taken) => taken.term === term && taken.server === leader);
  const last = mine ?? overdue.at(-1);
  if (last === undefined) {
    const lines = [`${leader} speaks as leader of term ${term}, but start() does not say so.`];
    return { property: stall.run.servers.includes(leader) ? START : LIVE_AGREEMENT, lines };
  }
  const entryTerm = last.term ?? stall.reigns.get(term)?.terms[last.index];
  const entry = { index: last.index, term: entryTerm };
  return whyNoAgreement({ ...stall, entry, leading });
}
