/**
 * What may be known to be committed, and by whom. A leader may commit an entry of its own term that
 * a majority has acknowledged, in replies that have reached it, and all that precedes it (§5.3,
 * §5.4.2); a follower what a leader told it, up to the last new entry (Figure 2, AppendEntries 5),
 * and what came in a snapshot (§7). Nobody may say or apply more. Figure 8 is caught here, at the
 * first wrong commit.
 *
 * An upper bound: a crash takes nothing of it away, as a server may well save its commitIndex.
 */
import {
  type Address,
  type Message,
  moment,
  type NodeInfo,
  type Observer,
  type Plain,
  violation,
  when,
} from 'harness';
import type { ApplyMessage } from '../../api.ts';
import { describeMessage } from '../notation.ts';
import { COMMIT_RULE, FOLLOWER_COMMIT } from '../properties.ts';
import { heldByMajority } from './held.ts';
import {
  appendEntriesArgs,
  appendEntriesReply,
  installSnapshotArgs,
  lastIndexOf,
  leaderTermOf,
  replyTermOf,
} from './rpc.ts';
import type { Reign, Reigns } from './reigns.ts';
import type { Run } from './run.ts';

/** What one server can know. */
interface Knowledge {
  /** The highest index that it can know to be committed. */
  upTo: number;
  /** The latest term in which a leader has told it anything. */
  term: number;
  /** The last entry that this leader has spoken of: up to there the logs can match. */
  matched: number;
  /** The highest leaderCommit that this leader has told it, and in which message. */
  told: number;
  toldBy: Message | undefined;
  /** Knowledge before the latest request, which may still be rejected. */
  before?: { readonly message: Message; readonly upTo: number; readonly matched: number };
}

export class Commits implements Observer {
  readonly #run: Run;
  readonly #reigns: Reigns;
  readonly #known = new Map<Address, Knowledge>();
  /** By term: the highest index that each follower has accepted. */
  readonly #accepted = new Map<number, Map<Address, number>>();
  /** By id of a request: what the reply that is on its way can tell of that. */
  readonly #told = new Map<number, number>();
  /** By term: the highest index that each follower has acknowledged to the leader. */
  readonly #acknowledged = new Map<number, Map<Address, number>>();

  constructor(run: Run, reigns: Reigns) {
    this.#run = run;
    this.#reigns = reigns;
    for (const server of run.servers) {
      this.#known.set(server, { upTo: 0, ...nothingTold(0) });
    }
  }

  called(message: Message): void {
    const known = this.#known.get(message.from);
    const args = appendEntriesArgs(message);
    const index = args ? args.leaderCommit : installSnapshotArgs(message)?.lastIncludedIndex;
    if (known === undefined || index === undefined) return;
    if (index <= known.upTo) return this.#shown(this.#reigns.latestOf(message.from), known, index);
    const said = `${describeMessage(message)} ${when(moment(this.#run))}`;
    throw this.#wrongCommit(message.from, index, known, said);
  }

  delivered(message: Message): void {
    const known = this.#known.get(message.to);
    if (known === undefined) return;
    const snapshot = installSnapshotArgs(message);
    if (snapshot) known.upTo = Math.max(known.upTo, snapshot.lastIncludedIndex);
    const term = leaderTermOf(message) ?? 0;
    if (term > known.term) Object.assign(known, nothingTold(term));
    const args = appendEntriesArgs(message);
    if (args === undefined || args.term < known.term) return;
    const { upTo, matched } = known;
    known.before = { message, upTo, matched };
    known.matched = Math.max(known.matched, lastIndexOf(args));
    if (args.leaderCommit > known.told) {
      known.told = args.leaderCommit;
      known.toldBy = message;
    }
    known.upTo = Math.max(known.upTo, Math.min(known.told, known.matched));
  }

  /** What a follower has accepted by now is what it can tell its leader, whatever the request. */
  responded(message: Message): void {
    const args = appendEntriesArgs(message);
    if (args === undefined) return;
    if (!appendEntriesReply(message)?.success) return this.#rejected(message);
    const accepted = entryOf(this.#accepted, args.term);
    const index = Math.max(accepted.get(message.to) ?? 0, lastIndexOf(args));
    accepted.set(message.to, index);
    this.#told.set(message.id, index);
  }

  /** A request that is rejected, before anything else has come, lets the follower commit nothing. */
  #rejected(message: Message): void {
    const known = this.#known.get(message.to);
    if (known?.before?.message !== message) return;
    const { upTo, matched } = known.before;
    Object.assign(known, { upTo, matched });
  }

  replied(message: Message): void {
    const term = leaderTermOf(message);
    const index = this.#told.get(message.id) ?? this.#installed(message);
    this.#told.delete(message.id);
    if (term === undefined || index === undefined) return;
    const acknowledged = entryOf(this.#acknowledged, term);
    if (index <= (acknowledged.get(message.to) ?? 0)) return;
    acknowledged.set(message.to, index);
    const reign = this.#reigns.get(term);
    if (reign) this.#leaderKnows(reign, heldByMajority(acknowledged, this.#run.majority));
  }

  /** What a follower holds after an InstallSnapshot, if that is one that it did not refuse. */
  #installed(message: Message): number | undefined {
    const args = installSnapshotArgs(message);
    if (args === undefined || (replyTermOf(message) ?? 0) > args.term) return undefined;
    return args.lastIncludedIndex;
  }

  applied(node: NodeInfo, value: Plain): void {
    const { kind, index } = value as unknown as ApplyMessage;
    const known = this.#known.get(node.address);
    if (known === undefined || this.#run.majority === 1) return;
    if (index <= known.upTo) return this.#shown(this.#reigns.latestOf(node.address), known, index);
    const what = kind === 'command' ? `entry ${index}` : `a snapshot up to entry ${index}`;
    const said = `${node.address} applied ${what} ${when(moment(this.#run))}`;
    if (index <= known.told && known.toldBy) throw this.#beyondNew(known.toldBy, said);
    throw this.#wrongCommit(node.address, index, known, said);
  }

  #leaderKnows(reign: Reign, index: number): void {
    // Entries of earlier terms are only committed by one of the leader's own above them.
    if (index < reign.firstOwn) return;
    const known = this.#known.get(reign.leader);
    if (known && index > known.upTo && this.#leads(reign, known)) known.upTo = index;
  }

  /** Whether as many followers have acknowledged that entry as make a majority without the leader. */
  isHeldByFollowers({ term }: Reign, index: number): boolean {
    const acknowledged = this.#acknowledged.get(term)?.values() ?? [];
    return [...acknowledged].filter((last) => last >= index).length >= this.#run.majority;
  }

  /** No later term has begun that this leader knows of, by leading it or by its leader. */
  #leads({ leader, term }: Reign, known: Knowledge): boolean {
    return known.term <= term && this.#reigns.latestOf(leader)?.term === term;
  }

  /** A leader has shown that an entry is committed. What it could know and does not use counts not. */
  #shown(reign: Reign | undefined, known: Knowledge, index: number): void {
    if (reign === undefined || !this.#leads(reign, known)) return;
    this.#reigns.commit(reign, Math.min(index, reign.terms.length - 1));
  }

  #beyondNew(told: Message, said: string): Error {
    const args = appendEntriesArgs(told);
    const last = args ? lastIndexOf(args) : 0;
    return violation(
      this.#run,
      FOLLOWER_COMMIT,
      `Set commitIndex = min(leaderCommit, index of last new entry), but\n  ${said}\n` +
        `  What it was told only speaks of entries up to ${last}: ${describeMessage(told)}\n` +
        `  What follows them in its log may come from a deposed leader, and is not known to be ` +
        `committed.`,
    );
  }

  #wrongCommit(server: Address, index: number, { upTo, term }: Knowledge, said: string): Error {
    const reign = this.#reigns.latestOf(server);
    const why =
      reign && reign.term >= term
        ? this.#explain(reign, index)
        : `  The leader of term ${term} has not told it of any more.`;
    return violation(
      this.#run,
      COMMIT_RULE,
      `${server} takes entry ${index} for committed, but the last that it can know to be ` +
        `committed is ${upTo}.\n  ${said}\n${why}`,
    );
  }

  /** Either too few hold it, or it is of an earlier term. */
  #explain(reign: Reign, index: number): string {
    const { leader, term, firstOwn } = reign;
    const { size, majority } = this.#run;
    const acknowledged = [...(this.#acknowledged.get(term) ?? [])];
    const list = acknowledged.map(([follower, last]) => `, ${follower} up to ${last}`).join('');
    const holders = 1 + acknowledged.filter(([, last]) => last >= index).length;
    const known =
      `  In term ${term} it knows of ${holders} of ${size} servers that hold it, by replies that it ` +
      `has got: ${leader} itself${list}.\n`;
    if (holders < majority) {
      const rule = `  A leader commits what a majority, ${majority} of ${size}, holds (§5.3).`;
      return known + rule + this.#notCounted(reign, index);
    }
    return (
      `${known}  That is a majority, but the entry is ${index}@${reign.terms[index] ?? '?'}: only ` +
      `entries of the leader's own term, ${term}, are committed by counting replicas ` +
      `(${firstOwn === Infinity ? 'it has none yet' : `the first is entry ${firstOwn}`}), and ` +
      `earlier ones along with them. A later leader can still overwrite it (§5.4.2, Figure 8).`
    );
  }

  /** What was acknowledged to the same leader in its earlier terms. */
  #notCounted({ leader, term }: Reign, index: number): string {
    const lines: string[] = [];
    for (const [earlier, followers] of this.#acknowledged) {
      if (earlier >= term || this.#reigns.get(earlier)?.leader !== leader) continue;
      for (const [follower, last] of followers) {
        if (last < index) continue;
        lines.push(
          `\n  What ${follower} acknowledged in term ${earlier}, up to ${last}, does not count: it ` +
            `can have lost that to another leader since.`,
        );
      }
    }
    return lines.join('');
  }
}

/** No leader of that term has spoken yet. */
function nothingTold(term: number): Omit<Knowledge, 'upTo'> {
  return { term, matched: 0, told: 0, toldBy: undefined };
}

/** The followers of a term. */
function entryOf(terms: Map<number, Map<Address, number>>, term: number): Map<Address, number> {
  let followers = terms.get(term);
  if (followers === undefined) terms.set(term, (followers = new Map()));
  return followers;
}
