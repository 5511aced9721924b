/**
 * A server applies what it knows to be committed, and soon (Figure 2, All Servers). A follower knows
 * it from its leader: up to min(leaderCommit, index of last new entry), of whatever term the entries
 * are (AppendEntries 5). A leader knows it from the replies of a majority (Figure 2, Leaders).
 *
 * It is the opposite of the ledger of commits, which objects to what is applied too early.
 */
import {
  type Address,
  type Message,
  type Moment,
  moment,
  type NodeInfo,
  type Observer,
  violation,
  when,
  stamp,
} from 'harness';
import { describeMessage, describeReply } from '../notation.ts';
import { APPLY_COMMITTED, COMMIT_RULE, FOLLOWER_COMMIT } from '../properties.ts';
import { ActiveTime } from './active-time.ts';
import type { Applies } from './applies.ts';
import { heldByMajority } from './held.ts';
import { type LogTree, show } from './log-tree.ts';
import type { Reigns } from './reigns.ts';
import {
  appendEntriesArgs,
  appendEntriesReply,
  installSnapshotArgs,
  lastIndexOf,
  leaderTermOf,
  replyTermOf,
  termOf,
} from './rpc.ts';
import type { Run } from './run.ts';

/** µs at work within which a server must apply the next entry that it knows to be committed. */
const MAX_DELAY = 5_000_000;

/** Entries up to an index that a server has to apply. */
interface Debt {
  readonly index: number;
  /** In which the leader leads, or has told it. */
  readonly term: number;
  /** The message by which the server knows. */
  readonly message: Message;
  readonly since: Moment;
  /** How far it has applied, and its time at work since it came there. */
  applied: number;
  active: ActiveTime;
  /** In which the leader has said itself that the entries are committed. */
  told?: Message;
}

/** The oldest debt of a server in each role. */
interface Server {
  follower: Debt | undefined;
  leader: Debt | undefined;
  /** The highest term that it has heard of. */
  heard: number;
  /** By follower: the last entry that its replies have acknowledged to this server in that term. */
  readonly acknowledged: Map<Address, number>;
}

export class Debts implements Observer {
  readonly #run: Run;
  readonly #reigns: Reigns;
  readonly #applies: Applies;
  readonly #tree: LogTree;
  readonly #servers = new Map<Address, Server>();

  constructor(run: Run, tree: LogTree, reigns: Reigns, applies: Applies) {
    this.#run = run;
    this.#tree = tree;
    this.#reigns = reigns;
    this.#applies = applies;
    for (const address of run.servers) {
      const nothing = { follower: undefined, leader: undefined, heard: 0 };
      this.#servers.set(address, { ...nothing, acknowledged: new Map() });
    }
  }

  booted({ address }: NodeInfo): void {
    const server = this.#servers.get(address);
    if (server === undefined) return;
    server.follower = undefined;
    this.#leadsNoMore(server);
  }

  called(message: Message): void {
    const { from } = message;
    const server = this.#servers.get(from);
    if (server === undefined) return;
    this.#heard(server, termOf(message));
    this.#sign(from, server, 'follower');
    const debt = server.leader;
    if (debt === undefined || leaderTermOf(message) !== debt.term) return; // It may lead no more.
    if ((appendEntriesArgs(message)?.leaderCommit ?? 0) >= debt.index) debt.told = message;
    this.#sign(from, server, 'leader');
  }

  delivered(message: Message): void {
    const server = this.#servers.get(message.to);
    if (server) this.#heard(server, termOf(message));
  }

  responded(message: Message): void {
    const { to } = message;
    const server = this.#servers.get(to);
    if (server === undefined) return;
    this.#sign(to, server, 'follower');
    const args = appendEntriesArgs(message);
    if (args === undefined || !appendEntriesReply(message)?.success) return;
    const index = Math.min(args.leaderCommit, lastIndexOf(args));
    if (index > this.#applies.lastApplied(to)) {
      server.follower ??= this.#debt(message, args.term, index);
    }
  }

  replied(message: Message): void {
    const { from, to } = message;
    const server = this.#servers.get(from);
    if (server === undefined) return;
    this.#heard(server, replyTermOf(message));
    const index = acknowledgedBy(message);
    const reign = this.#reigns.get(leaderTermOf(message) ?? 0);
    if (index === undefined || reign?.leader !== from || reign.term < server.heard) return;
    const { acknowledged } = server;
    if (index <= (acknowledged.get(to) ?? 0)) return;
    acknowledged.set(to, index);
    const held = heldByMajority(acknowledged, this.#run.majority);
    // Entries of earlier terms are only committed by one of the leader's own above them.
    if (held < reign.firstOwn || held <= this.#applies.lastApplied(from)) return;
    server.leader ??= this.#debt(message, reign.term, held);
  }

  /** A leader that hears of a later term leads no more, and commits nothing. */
  #heard(server: Server, term = 0): void {
    if (term <= server.heard) return;
    server.heard = term;
    this.#leadsNoMore(server);
  }

  #leadsNoMore(server: Server): void {
    server.leader = undefined;
    server.acknowledged.clear();
  }

  #debt(message: Message, term: number, index: number): Debt {
    const since = moment(this.#run);
    return { index, term, message, since, applied: 0, active: new ActiveTime(since.at) };
  }

  /** The server is at work in that role: it may have applied the entries by now, or must have. */
  #sign(address: Address, server: Server, role: 'follower' | 'leader'): void {
    const debt = server[role];
    if (debt === undefined) return;
    const { now } = this.#run.clock;
    const applied = this.#applies.lastApplied(address);
    if (applied >= debt.index) {
      server[role] = undefined;
    } else if (applied > debt.applied) {
      debt.applied = applied;
      debt.active = new ActiveTime(now); // It is slow, but it applies.
    } else if (debt.active.sign(now) > MAX_DELAY) {
      throw this.#overdue(address, role, debt);
    }
  }

  #overdue(address: Address, role: 'follower' | 'leader', debt: Debt): Error {
    const { message, since } = debt;
    const [property, rule] = role === 'follower' ? AS_FOLLOWER : debt.told ? APPLY : AS_LEADER;
    const sources = [
      `${describeMessage(message)} → ${describeReply(message.method, message.reply)}`,
    ];
    if (debt.told) sources.push(describeMessage(debt.told));
    return violation(
      this.#run,
      property,
      `${rule}.\n` +
        `  ${address}, ${role} in term ${debt.term}, knows that the entries up to ${debt.index} are ` +
        `committed, since ${stamp(since)}: ${sources.join(', ')}\n` +
        `  It has applied them up to ${this.#applies.lastApplied(address)} only, ` +
        `${when(moment(this.#run))}. ${this.#next(address, debt, role)}`,
      since,
    );
  }

  /** The entry at which it has stopped, and what a follower may wait for in vain. */
  #next(address: Address, { term, message }: Debt, role: 'follower' | 'leader'): string {
    const index = this.#applies.lastApplied(address) + 1;
    const found = this.#reigns.get(term)?.terms[index];
    if (found === undefined) return '';
    const next = `The next is ${index}@${found}: ${show(this.#tree.command(index, found))}.`;
    if (role === 'leader') return next;
    const isHeartbeat = appendEntriesArgs(message)?.entries.length === 0;
    const heartbeat = isHeartbeat ? `\n  A message without entries sets commitIndex, too.` : '';
    if (found === term) return next + heartbeat;
    return (
      `${next}${heartbeat}\n  The entry is of an earlier term than its leader's: a follower takes ` +
      `leaderCommit as it is, only a leader waits for an entry of its own term (§5.4.2).`
    );
  }
}

/** The last entry that a follower is known to hold by a reply; `undefined`: none. */
function acknowledgedBy(message: Message): number | undefined {
  const install = installSnapshotArgs(message);
  if (install) return install.lastIncludedIndex;
  const append = appendEntriesArgs(message);
  return append && appendEntriesReply(message)?.success ? lastIndexOf(append) : undefined;
}

const APPLY = [
  APPLY_COMMITTED,
  'If commitIndex > lastApplied: increment lastApplied, apply log[lastApplied]',
] as const;

const AS_FOLLOWER = [
  FOLLOWER_COMMIT,
  'If leaderCommit > commitIndex, set commitIndex = min(leaderCommit, index of last new entry), and ' +
    'apply up to there',
] as const;

const AS_LEADER = [
  COMMIT_RULE,
  'If there exists an N > commitIndex with a majority of matchIndex[i] ≥ N and log[N].term == ' +
    'currentTerm, set commitIndex = N',
] as const;
