/**
 * The scene on which situations are seen: who is up, who leads, what is known of each log. It sees an
 * event after the detectors, which so know what was before; what an event brings about, an election,
 * a cut log, a commit, it tells them by name.
 */
import type { Address, Message, NodeInfo, Observer, Plain } from 'harness';
import type { AppendEntriesArgs, ApplyMessage, RequestVoteArgs, StartResult } from '../../api.ts';
import type { LogTree } from '../ledgers/log-tree.ts';
import type { Reign, Reigns } from '../ledgers/reigns.ts';
import {
  appendEntriesArgs,
  appendEntriesReply,
  installSnapshotArgs,
  lastIndexOf,
  lastOfCandidate,
  leaderTermOf,
  replyTermOf,
  requestVoteArgs,
  termOf,
} from '../ledgers/rpc.ts';
import type { Run } from '../ledgers/run.ts';
import { KnownLog, type PrevTerm } from './known-log.ts';

/** A server that leads a term. */
export interface Tenure {
  readonly leader: Address;
  readonly term: number;
  /** Its log. */
  readonly reign: Reign;
  /** By follower: the last entry that it has acknowledged, in replies that have come. */
  readonly acknowledged: Map<Address, number>;
}

/** A server, real or puppet. */
export interface Actor {
  readonly address: Address;
  incarnation: number;
  up: boolean;
  /** µs. */
  bootedAt: number;
  /** The highest term that it is known to have seen, and that its earlier incarnations had. */
  term: number;
  termBefore: number;
  /** The term in which it stood for election last, in this incarnation. */
  stood: number;
  /** What it leads, or led last, in this incarnation; and what it led before that. */
  tenure: Tenure | undefined;
  earlier: Tenure | undefined;
  readonly log: KnownLog;
  /** An AppendEntries that it has got and not answered. */
  open: AppendEntriesArgs | undefined;
}

/** Entries that a server has replaced. */
export interface Cut {
  /** The request that did it. */
  readonly args: AppendEntriesArgs;
  /** Index of the first. */
  readonly at: number;
  /** The terms of all of them. */
  readonly terms: readonly number[];
}

/** Somebody who looks for situations. */
export interface Detector extends Observer {
  /** A server stands for election, and so shows how far its log goes. */
  stood?(actor: Actor): void;
  /** A server shows for the first time that it leads a term. */
  elected?(actor: Actor, tenure: Tenure): void;
  /** A server is about to replace entries. */
  cut?(cut: Cut): void;
  /** A follower's acknowledgement of more than before has reached its leader. */
  acknowledged?(tenure: Tenure): void;
  /** An entry is applied for the first time. */
  committed?(actor: Actor, index: number, message: ApplyMessage): void;
}

export class Scene implements Observer {
  readonly run: Run;
  /** Index of the last entry that anybody has applied. */
  committed = 0;
  /** The leader of the latest term. */
  latest: Tenure | undefined;
  readonly #prevTerm: PrevTerm;
  readonly #reigns: Reigns;
  readonly #actors = new Map<Address, Actor>();
  readonly #tenures: Tenure[] = [];
  #detectors: readonly Detector[] = [];

  constructor(run: Run, tree: LogTree, reigns: Reigns) {
    this.run = run;
    this.#prevTerm = (index, term) => tree.prevTerm(index, term);
    this.#reigns = reigns;
  }

  watchedBy(detectors: readonly Detector[]): void {
    this.#detectors = detectors;
  }

  get actors(): Iterable<Actor> {
    return this.#actors.values();
  }

  /** All that have led, in the order in which they were seen. */
  get tenures(): readonly Tenure[] {
    return this.#tenures;
  }

  of(address: Address): Actor {
    let actor = this.#actors.get(address);
    if (actor === undefined) {
      const log = new KnownLog(this.#prevTerm);
      this.#actors.set(address, (actor = newActor(address, log)));
    }
    return actor;
  }

  /** The term that a server leads, as far as it knows; `undefined` when it does not. */
  leadershipOf({ tenure, term }: Actor): Tenure | undefined {
    return tenure?.term === term ? tenure : undefined;
  }

  booted({ address, incarnation }: NodeInfo): void {
    const actor = this.of(address);
    const bootedAt = this.run.clock.now;
    const fresh = { stood: 0, tenure: undefined, earlier: undefined, termBefore: actor.term };
    Object.assign(actor, { incarnation, bootedAt, up: true, ...fresh });
  }

  /** Nobody knows how far it came with what it had not answered yet. */
  crashed({ address }: NodeInfo): void {
    const actor = this.of(address);
    actor.up = false;
    const conflict = actor.open && actor.log.conflictWith(actor.open);
    if (conflict !== undefined) actor.log.cutAt(conflict);
    actor.open = undefined;
  }

  called(message: Message): void {
    const vote = requestVoteArgs(message);
    if (vote) return this.#stands(this.of(message.from), vote);
    const term = leaderTermOf(message);
    if (term === undefined) return;
    const actor = this.of(message.from);
    if (actor.tenure?.term !== term) this.#leads(actor, term);
    const args = appendEntriesArgs(message);
    if (args && lastIndexOf(args) > actor.log.last) actor.log.merge(args);
  }

  delivered(message: Message): void {
    const term = termOf(message);
    if (term === undefined) return;
    const actor = this.of(message.to);
    if (term > actor.term) actor.term = term;
    const args = appendEntriesArgs(message);
    if (args && args.entries.length > 0) actor.open = args;
  }

  responded(message: Message): void {
    const term = replyTermOf(message);
    if (term === undefined) return;
    const actor = this.of(message.to);
    if (term > actor.term) actor.term = term;
    const args = appendEntriesArgs(message);
    if (args === undefined) return this.#install(actor, message, term);
    if (args === actor.open) actor.open = undefined;
    if (appendEntriesReply(message)?.success) this.#merge(actor, args);
  }

  replied(message: Message): void {
    const term = replyTermOf(message);
    if (term === undefined) return;
    const actor = this.of(message.from);
    if (term > actor.term) actor.term = term;
    const { tenure } = actor;
    if (tenure === undefined || leaderTermOf(message) !== tenure.term) return;
    const args = appendEntriesArgs(message);
    const index = args ? lastIndexOf(args) : installSnapshotArgs(message)?.lastIncludedIndex;
    const accepted = args ? appendEntriesReply(message)?.success : term === tenure.term;
    const { acknowledged } = tenure;
    if (!accepted || index === undefined || index <= (acknowledged.get(message.to) ?? 0)) return;
    acknowledged.set(message.to, index);
    for (const detector of this.#detectors) detector.acknowledged?.(tenure);
  }

  returned({ address }: NodeInfo, method: string, _args: Plain, value: Plain): void {
    if (method !== 'start') return;
    const { isLeader, index, term } = value as unknown as StartResult;
    if (isLeader) this.of(address).log.append({ index, term });
  }

  applied({ address }: NodeInfo, value: Plain): void {
    const message = value as unknown as ApplyMessage;
    const { index } = message;
    if (index <= this.committed) return;
    this.committed = index;
    const actor = this.of(address);
    for (const detector of this.#detectors) detector.committed?.(actor, index, message);
  }

  #stands(actor: Actor, args: RequestVoteArgs): void {
    if (actor.stood === args.term) return;
    actor.stood = args.term;
    if (args.term > actor.term) actor.term = args.term;
    actor.log.endAt(lastOfCandidate(args));
    for (const detector of this.#detectors) detector.stood?.(actor);
  }

  #leads(actor: Actor, term: number): void {
    const reign = this.#reigns.get(term);
    if (reign?.leader !== actor.address) return;
    const { leader } = reign;
    const tenure = { leader, term, reign, acknowledged: new Map<Address, number>() };
    if (term > actor.term) actor.term = term;
    actor.earlier = actor.tenure;
    actor.tenure = tenure;
    for (const detector of this.#detectors) detector.elected?.(actor, tenure);
    this.#tenures.push(tenure);
    if (term > (this.latest?.term ?? 0)) this.latest = tenure;
  }

  #merge({ log }: Actor, args: AppendEntriesArgs): void {
    const at = log.conflictWith(args);
    if (at !== undefined) {
      const terms = log.after(at - 1);
      for (const detector of this.#detectors) detector.cut?.({ args, at, terms });
    }
    log.merge(args);
  }

  #install({ log }: Actor, message: Message, replyTerm: number): void {
    const args = installSnapshotArgs(message);
    if (args === undefined || replyTerm > args.term) return;
    const { lastIncludedIndex: index, lastIncludedTerm: term } = args;
    if (log.lacks(index, term)) log.restartAfter({ index, term });
  }
}

function newActor(address: Address, log: KnownLog): Actor {
  return {
    address,
    incarnation: 1,
    up: true,
    bootedAt: 0,
    term: 0,
    termBefore: 0,
    stood: 0,
    tenure: undefined,
    earlier: undefined,
    log,
    open: undefined,
  };
}
