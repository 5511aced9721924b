/**
 * A replicated state machine (§2): a server's copy of a state machine, the Raft that brings it the
 * log, and those who wait for the result of a command that they have submitted.
 *
 * What is executed comes from the log, whoever put it there; a submitter that waits is only told. So
 * it makes no difference to the state whether one still waits, or whether it was this server's.
 */
import { makeRaft } from '#raft';
import type { KvServerOptions } from 'kvraft';
import type { ApplyMessage, RaftServer } from 'raft';
import { AgreedClock } from './agreed-clock.ts';

/** When a command is executed: the same on all servers. */
export interface Moment {
  /** Of its entry in the log. */
  readonly index: number;
  /** ms on the cluster's clock. */
  readonly clock: number;
}

/** What is replicated: its state depends on the commands that were applied, and on nothing else. */
export interface StateMachine<Command, Response, State> {
  apply(command: Command, at: Moment): Response;
  /** The state as plain data. */
  snapshot(): State;
  restore(state: State): void;
}

/** What became of a command. NOT_LEADER: it may be executed all the same, but not for us to know. */
export type Submitted<Response> =
  | { readonly status: 'OK'; readonly response: Response }
  | { readonly status: 'NOT_LEADER' };

/** What stands in Raft's log. */
interface Entry<Command> {
  /** Who submitted it: one incarnation of one server … */
  readonly proposer: string;
  /** … and which of its entries this is. */
  readonly serial: number;
  /** ms: the time that the proposer proposes for the cluster's clock. */
  readonly clock: number;
  readonly command: Command;
}

interface Snapshot<State> {
  readonly clock: number;
  readonly state: State;
}

/** Somebody who has submitted a command. */
interface Submitter<Response> {
  /** The term in which its entry was started, as soon as that is known. */
  term?: number;
  readonly tell: (submitted: Submitted<Response>) => void;
}

/** ms between two looks at the leadership, as long as somebody waits. */
const WATCH_MS = 100;

export class Rsm<Command, Response, State> {
  readonly raft: RaftServer;
  private readonly options: KvServerOptions;
  private readonly machine: StateMachine<Command, Response, State>;
  /** An earlier incarnation may have entries in the log with the same serial numbers. */
  private readonly proposer: string;
  private lastSerial = 0;
  private readonly waiting = new Map<number, Submitter<Response>>();
  private watch: NodeJS.Timeout | undefined;
  private clock = new AgreedClock(0);
  /** Characters that were executed since the last snapshot: what the next one takes off the log. */
  private executed = 0;

  constructor(options: KvServerOptions, machine: StateMachine<Command, Response, State>) {
    this.options = options;
    this.machine = machine;
    this.proposer = `${options.me}/${Math.random().toString(36).slice(2, 8)}`;
    const { snapshot } = options.persister.read();
    if (snapshot) this.restore(snapshot);
    const { peers, me, persister } = options;
    this.raft = makeRaft({ peers, me, persister, apply: (message) => this.apply(message) });
  }

  /** Time at the last entry that was applied: ms on the cluster's clock. */
  get now(): number {
    return this.clock.now;
  }

  /** Has a command put into the log, and waits until it is executed here. */
  async submit(command: Command): Promise<Submitted<Response>> {
    const serial = ++this.lastSerial;
    const entry = { proposer: this.proposer, serial, clock: this.clock.propose(), command };
    const result = this.resultOf(serial); // Alone in a cluster, it is executed inside of start().
    const { term, isLeader } = await this.raft.start(entry satisfies Entry<Command>);
    const submitter = this.waiting.get(serial);
    if (submitter) submitter.term = term;
    if (!isLeader) this.tell(serial, { status: 'NOT_LEADER' });
    return result;
  }

  private resultOf(serial: number): Promise<Submitted<Response>> {
    this.watch ??= this.watchLater();
    return new Promise((tell) => this.waiting.set(serial, { tell }));
  }

  private tell(serial: number, submitted: Submitted<Response>): void {
    this.waiting.get(serial)?.tell(submitted);
    this.waiting.delete(serial);
  }

  private watchLater(): NodeJS.Timeout {
    return setTimeout(() => void this.watchLeadership(), WATCH_MS);
  }

  /**
   * Another leader may have overwritten our entry, and then nothing ever comes to tell of it. Who was
   * the leader without a break since start() still has it in its log; who was not can't know.
   */
  private async watchLeadership(): Promise<void> {
    const { term, isLeader } = await this.raft.getState();
    for (const [serial, submitter] of this.waiting) {
      if (submitter.term === undefined || (isLeader && submitter.term === term)) continue;
      this.tell(serial, { status: 'NOT_LEADER' });
    }
    this.watch = this.waiting.size > 0 ? this.watchLater() : undefined;
  }

  /** The log goes on: what every server does with the next entry. */
  private apply(message: ApplyMessage): void {
    if (message.kind === 'snapshot') return this.restore(message.data);
    const { index } = message;
    const { proposer, serial, clock, command } = message.command as Entry<Command>;
    const isOurs = proposer === this.proposer;
    if (isOurs) this.clock.advance(clock);
    else this.clock.follow(clock);
    const response = this.machine.apply(command, { index, clock: this.clock.now });
    // By its proposer and serial, not by its index: there another command may stand than was meant.
    if (isOurs) this.tell(serial, { status: 'OK', response });
    this.executed += JSON.stringify(message.command).length;
    this.compactIfDue(index);
  }

  /** "Each server takes snapshots independently, covering just the committed entries" (§7). */
  private compactIfDue(index: number): void {
    const { persister, maxRaftState = Infinity } = this.options;
    if (persister.stateSize() <= maxRaftState) return;
    // While a long log is executed all at once, not at each entry: for the little that it takes off.
    if (8 * this.executed < persister.stateSize()) return;
    this.executed = 0;
    const snapshot: Snapshot<State> = { clock: this.clock.now, state: this.machine.snapshot() };
    void this.raft.snapshot(index, new TextEncoder().encode(JSON.stringify(snapshot)));
  }

  private restore(data: Uint8Array): void {
    const { clock, state } = JSON.parse(new TextDecoder().decode(data)) as Snapshot<State>;
    this.clock = new AgreedClock(clock);
    this.machine.restore(state);
  }
}
