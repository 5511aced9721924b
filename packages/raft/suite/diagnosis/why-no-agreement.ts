/**
 * Cause of an agreement that does not come: the step that the entry has not taken, for each server.
 * What a server must do with what it knows, ledgers see to: debts.ts, repairs.ts, silences.ts.
 */
import { type Address, when } from 'harness';
import type { Leading, Replication } from '../ledgers/progress.ts';
import type { Position } from '../ledgers/rpc.ts';
import { appendEntriesArgs, replyTermOf } from '../ledgers/rpc.ts';
import { describeExchange, describeMessage } from '../notation.ts';
import * as rules from '../properties.ts';
import type { Cause, Stall } from './stall.ts';
import { seconds } from './why-no-leader.ts';

/** An entry that waits, and its leader, which still speaks. */
interface Waiting extends Stall {
  readonly entry: Pick<Position, 'index'> & { readonly term: number | undefined };
  readonly leading: Leading;
}

export function whyNoAgreement(waiting: Waiting): Cause {
  const { property, rule } = broken(waiting);
  const { entry, leading, connected } = waiting;
  const { leader, term } = leading;
  const others = connected.filter((server) => server !== leader);
  const lines = [
    ...rule,
    `The entry that waits is ${nameOf(entry)}; ${leader} leads term ${term}.`,
    `  ${leader}: ${describeLeader(waiting)}`,
    ...others.map((server) => `  ${server}: ${describeFollower(waiting, server)}`),
  ];
  return { property, lines };
}

interface Rule {
  readonly property: Cause['property'];
  readonly rule: readonly string[];
}

function nameOf({ index, term }: Waiting['entry']): string {
  return term === undefined ? `entry ${index}` : `entry ${index}@${term}`;
}

/** The rule that a server breaks which does not get the entry, if it is known. */
function broken(waiting: Waiting): Rule {
  const { entry, leading, connected, run } = waiting;
  const late = connected.filter(
    (server) =>
      server !== leading.leader &&
      (leading.followers.get(server)?.announced.last ?? 0) < entry.index,
  );
  for (const server of late) {
    const follower = leading.followers.get(server);
    const isJudged = run.servers.includes(server);
    const rule = follower && isJudged ? wrongRejection(follower, waiting) : undefined;
    if (rule) return rule;
  }
  return { property: rules.LIVE_AGREEMENT, rule: [] };
}

/** A request that every log must match, which is rejected all the same. */
function wrongRejection({ rejected }: Replication, { snapshots }: Waiting): Rule | undefined {
  const args = rejected && appendEntriesArgs(rejected);
  if (!rejected || !args || (replyTermOf(rejected) ?? 0) > args.term) return undefined;
  const { prevLogIndex } = args;
  const snapshot = snapshots.index(rejected.to);
  const said = `${rejected.to} rejects ${describeExchange(rejected)}`;
  if (prevLogIndex === 0) {
    const rule = [`Every log matches before its first entry, at prevLogIndex 0.`, said];
    return { property: rules.CONSISTENCY_CHECK, rule };
  }
  if (prevLogIndex > snapshot) return undefined;
  const rule = [
    `What a snapshot holds is committed, so the log of every leader matches it.`,
    `${said}, though its snapshot holds all entries up to ${snapshot}.`,
  ];
  return { property: rules.MATCHES_SNAPSHOT, rule };
}

function describeLeader({ entry, leading, applies, run }: Waiting): string {
  const { leader, committed } = leading;
  if (!run.servers.includes(leader)) return 'leads';
  const known = committed.when(entry.index);
  const applied = applies.lastApplied(leader);
  if (known === undefined) {
    return `has not committed it${committed.last > 0 ? `, only up to ${committed.last}` : ''}.`;
  }
  const how = applied >= entry.index ? 'and applied it' : `but has applied only up to ${applied}`;
  return `has committed it ${when(known)}, ${how}.`;
}

/** How far the entry has come on its way to one server, and when. */
function describeFollower(waiting: Waiting, server: Address): string {
  const { entry, leading, applies, run } = waiting;
  const { leader, followers } = leading;
  const isJudged = run.servers.includes(server);
  const applied = applies.lastApplied(server);
  if (isJudged && applied >= entry.index) return 'has applied it.';
  const follower = followers.get(server);
  if (follower === undefined) return `${leader} has never sent it anything in this term.`;
  const { index } = entry;
  const { sent, delivered, accepted, acknowledged, announced } = follower;
  const told = announced.when(index);
  if (told) return `was told ${when(told)} that it is committed, but has applied up to ${applied}.`;
  const known = acknowledged.when(index);
  if (known) return `has acknowledged it ${when(known)}, and was never told that it is committed.`;
  const taken = accepted.when(index);
  if (taken) return `has accepted it ${when(taken)}; no reply that says so has reached ${leader}.`;
  const came = delivered.when(index);
  const open = describeOpen(follower, leader);
  if (came) return `was sent it, which arrived ${when(came)}, and has not accepted it. ${open}`;
  const left = sent.when(index);
  if (left) return `was sent it first ${when(left)}; it has never arrived. ${open}`;
  return `was never sent it. ${open}`;
}

/** The state of the exchange between a leader and a server that lacks the entry. */
function describeOpen(follower: Replication, leader: Address): string {
  const { call, arrived, answered, rejections, rejected } = follower;
  if (rejections > 0 && rejected) {
    const times = rejections === 1 ? 'once' : `${rejections} times in a row`;
    return `It rejects what ${leader} sends, ${times}; the last: ${describeExchange(rejected)}.`;
  }
  if (call === undefined) return '';
  const fate = answered ? 'which was answered' : arrived ? 'not answered' : 'not arrived';
  return `The last message to it: ${describeMessage(call)} at ${seconds(call.sentAt)}, ${fate}.`;
}
