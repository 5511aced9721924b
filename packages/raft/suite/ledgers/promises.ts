/**
 * What each server has said that must outlive a crash, as questions to a disk: the vote that it
 * gave, the term that it showed, the entry or the snapshot that it acknowledged to a leader, and the
 * entry that it committed with itself among those that hold it (Figure 2, State).
 */
import {
  type Address,
  type Message,
  moment,
  type Moment,
  type NodeInfo,
  type Observer,
  type Plain,
  when,
} from 'harness';
import type { ApplyMessage, InstallSnapshotArgs } from '../../api.ts';
import { describeExchange, describeMessage } from '../notation.ts';
import type { Commits } from './commits.ts';
import type { Held, Holds } from './holds.ts';
import type { Reigns } from './reigns.ts';
import {
  appendEntriesArgs,
  installSnapshotArgs,
  type Position,
  replyTermOf,
  isPreVote,
  requestVoteArgs,
  requestVoteReply,
  termOf,
} from './rpc.ts';
import type { Run } from './run.ts';

/** What a throw-away server is asked: an RPC from another server. */
export interface Question {
  readonly from: Address;
  /** `service.method`. */
  readonly method: string;
  readonly args: Plain;
}

/** Something that a server has said, and the question that shows whether it stands by it. */
export interface Promised {
  /** The same object as long as it is the same promise. */
  readonly made: object;
  /** What was said, as a sentence about the server. */
  readonly said: string;
  readonly since: Moment;
  readonly question: Question;
  /** An entry that must be held: in the log, or in a snapshot up to there. */
  readonly entry?: Position;
  /** Whether it has forgotten its promise, by its reply. */
  readonly isBroken: (reply: Reply) => boolean;
}

/** Some reply; of the fields, those are there that its RPC has. */
export interface Reply {
  readonly term: number;
  readonly voteGranted?: boolean;
  readonly success?: boolean;
}

interface Vote {
  readonly term: number;
  readonly candidate: Address;
  readonly said: string;
  readonly since: Moment;
}

interface Shown {
  readonly term: number;
  readonly said: string;
  readonly since: Moment;
}

interface Committed extends Position {
  readonly leaderTerm: number;
  readonly since: Moment;
}

/** Last entry of a snapshot that a server has acknowledged. */
interface Installed extends Position {
  readonly said: string;
  readonly since: Moment;
}

/** What one server has said last, of each kind. */
interface Server {
  vote?: Vote;
  shown?: Shown;
  committed?: Committed;
  installed?: Installed;
}

/** No log is more up-to-date than one that ends there, in the candidate's own term. */
const UNBEATABLE = 1_000_000;

export class Promises implements Observer {
  readonly #run: Run;
  readonly #holds: Holds;
  readonly #reigns: Reigns;
  readonly #commits: Commits;
  readonly #servers = new Map<Address, Server>();
  /** By RPC, the arguments of the latest: a solution may have fields of its own in them. */
  readonly #fields = new Map<string, object>();

  constructor(run: Run, holds: Holds, reigns: Reigns, commits: Commits) {
    this.#run = run;
    this.#holds = holds;
    this.#reigns = reigns;
    this.#commits = commits;
    for (const server of run.servers) this.#servers.set(server, {});
  }

  /** What a server stands by. Of two promises of which one cannot be kept without the other, one. */
  of(address: Address): Promised[] {
    const { vote, shown, committed, installed } = this.#servers.get(address) ?? {};
    const held = this.#holds.of(address);
    const promised: Promised[] = [];
    // Who has forgotten the term has forgotten the vote in it.
    if (vote && vote.term >= (shown?.term ?? 0)) promised.push(this.#askForVote(address, vote));
    else if (shown && shown.term > 1) promised.push(this.#askForTerm(address, shown));
    // By Log Matching, who has the later entry has the earlier one.
    const last = Math.max(committed?.index ?? 0, held?.index ?? 0);
    if (installed && installed.index > last) {
      promised.push(this.#askForInstalled(address, installed));
    } else if (committed && committed.index >= last) {
      promised.push(this.#askForCommitted(address, committed));
    } else if (held && held.index > 0) {
      promised.push(this.#askForHeld(address, held));
    }
    return promised;
  }

  called(message: Message): void {
    const server = this.#servers.get(message.from);
    if (server === undefined) return;
    if (!isPreVote(message)) this.#fields.set(message.method, message.args as object);
    const said = describeMessage(message);
    this.#show(server, termOf(message), said);
    const vote = requestVoteArgs(message);
    if (vote) this.#vote(server, vote.term, message.from, `asked for votes: ${said}`);
    const append = appendEntriesArgs(message);
    if (append) this.#commit(message.from, server, append.leaderCommit);
  }

  responded(message: Message): void {
    const server = this.#servers.get(message.to);
    if (server === undefined) return;
    const said = describeExchange(message);
    this.#show(server, replyTermOf(message), said);
    const install = installSnapshotArgs(message);
    if (install && replyTermOf(message) === install.term) this.#install(server, install, said);
    const vote = requestVoteArgs(message);
    if (vote === undefined || !requestVoteReply(message)?.voteGranted) return;
    this.#vote(server, vote.term, message.from, `gave its vote: ${said}`);
  }

  applied({ address }: NodeInfo, value: Plain): void {
    const server = this.#servers.get(address);
    if (server) this.#commit(address, server, (value as unknown as ApplyMessage).index);
  }

  #show(server: Server, term: number | undefined, said: string): void {
    if (term === undefined || term <= (server.shown?.term ?? 0)) return;
    server.shown = { term, said, since: moment(this.#run) };
  }

  #vote(server: Server, term: number, candidate: Address, said: string): void {
    if (term <= (server.vote?.term ?? 0)) return;
    server.vote = { term, candidate, said, since: moment(this.#run) };
  }

  #install(server: Server, args: InstallSnapshotArgs, said: string): void {
    const { lastIncludedIndex: index, lastIncludedTerm: term } = args;
    if (index <= (server.installed?.index ?? 0)) return;
    server.installed = { index, term, said, since: moment(this.#run) };
  }

  /** A leader has committed: did it need its own copy for a majority? */
  #commit(address: Address, server: Server, index: number): void {
    const reign = this.#reigns.latestOf(address);
    if (reign === undefined || reign.term < this.#holds.leaderTerm(address)) return;
    const { term: leaderTerm, firstOwn } = reign;
    const before = server.committed?.leaderTerm === leaderTerm ? server.committed.index : 0;
    const term = reign.terms[index];
    if (index <= before || index < firstOwn || term === undefined) return;
    if (this.#commits.isHeldByFollowers(reign, index)) return;
    server.committed = { index, term, leaderTerm, since: moment(this.#run) };
  }

  #askForVote(address: Address, made: Vote): Promised {
    const { term, candidate, said, since } = made;
    const from = this.#other(address, candidate);
    return {
      made,
      said: `${said} ${when(since)}.`,
      since,
      question: this.#requestVote(from, term, { index: UNBEATABLE, term }),
      isBroken: ({ voteGranted }) => voteGranted === true,
    };
  }

  #askForTerm(address: Address, made: Shown): Promised {
    const { term, said, since } = made;
    return {
      made,
      said: `showed that it is in term ${term}: ${said} ${when(since)}.`,
      since,
      question: this.#requestVote(this.#other(address), term - 1, { index: 0, term: 0 }),
      isBroken: (reply) => reply.term < term,
    };
  }

  #askForHeld(address: Address, made: Held): Promised {
    const { index, term, message, since } = made;
    const what = describeMessage(message);
    const said = `acknowledged entry ${index}@${term} ${when(since)}: ${what}.`;
    return { made, said, since, ...this.#askForEntry(address, { index, term }) };
  }

  #askForInstalled(address: Address, made: Installed): Promised {
    const { index, term, since } = made;
    const said = `acknowledged the snapshot up to ${index}@${term} ${when(since)}: ${made.said}.`;
    return { made, said, since, ...this.#askForEntry(address, { index, term }) };
  }

  #askForCommitted(address: Address, made: Committed): Promised {
    const { index, term, leaderTerm, since } = made;
    const said =
      `committed entry ${index}@${term} as leader of term ${leaderTerm} ${when(since)}, and ` +
      `needs its own copy for a majority.`;
    return { made, said, since, ...this.#askForEntry(address, { index, term }) };
  }

  /** A leader of the next term, whose log is the same up to there, sends a heartbeat. */
  #askForEntry(
    address: Address,
    entry: Position,
  ): Pick<Promised, 'question' | 'entry' | 'isBroken'> {
    const from = this.#other(address);
    const term = (this.#servers.get(address)?.shown?.term ?? 0) + 1;
    const args = {
      ...this.#fields.get('raft.appendEntries'),
      term,
      leaderId: from,
      prevLogIndex: entry.index,
      prevLogTerm: entry.term,
      entries: [],
      leaderCommit: 0,
    };
    return {
      entry,
      question: { from, method: 'raft.appendEntries', args },
      isBroken: (reply) => reply.success === false && reply.term <= term,
    };
  }

  #requestVote(candidateId: Address, term: number, last: Position): Question {
    const args = {
      ...this.#fields.get('raft.requestVote'),
      term,
      candidateId,
      lastLogIndex: last.index,
      lastLogTerm: last.term,
    };
    return { from: candidateId, method: 'raft.requestVote', args };
  }

  /** A server that is none of these. */
  #other(...not: readonly Address[]): Address {
    const all = Array.from({ length: this.#run.size }, (_, i) => `S${i + 1}`);
    return all.find((address) => !not.includes(address)) ?? '';
  }
}
