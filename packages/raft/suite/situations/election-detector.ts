/** Finds situations of elections (§5.2, §5.4.1). */
import type { Address, Message } from 'harness';
import type { RequestVoteArgs } from '../../api.ts';
import { leaderTermOf, requestVoteArgs, requestVoteReply } from '../ledgers/rpc.ts';
import type { Reach } from '../situations.ts';
import type { Actor, Detector, Scene } from './scene.ts';

/** An election: a term, and who has voted for whom in it. */
interface Election {
  readonly candidates: Map<Address, Candidacy>;
  readonly voters: Set<Address>;
}

interface Candidacy {
  /** How many votes were given to it, its own included. */
  given: number;
  /** Who has given those that have reached it. */
  readonly arrived: Set<Address>;
}

/** A vote that a server has given, the last one. */
interface Vote {
  readonly term: number;
  readonly candidate: Address;
  readonly incarnation: number;
}

export class ElectionDetector implements Detector {
  readonly #scene: Scene;
  readonly #reach: Reach;
  readonly #elections = new Map<number, Election>();
  readonly #votes = new Map<Address, Vote>();
  /** By message: the incarnation of the voter that has granted it. */
  readonly #granted = new Map<number, number>();

  constructor(scene: Scene, reach: Reach) {
    this.#scene = scene;
    this.#reach = reach;
  }

  called(message: Message): void {
    const args = requestVoteArgs(message);
    if (args === undefined) return;
    const { from, fromIncarnation: incarnation } = message;
    const { candidates, voters } = this.#election(args.term);
    if (candidates.has(from)) return;
    candidates.set(from, { given: 1, arrived: new Set([from]) });
    voters.add(from);
    this.#votes.set(from, { term: args.term, candidate: from, incarnation });
    this.#checkSplit(args.term);
  }

  delivered(message: Message): void {
    const args = requestVoteArgs(message);
    if (args) return this.#asked(message, args);
    const term = leaderTermOf(message);
    const { stood, term: current } = this.#scene.of(message.to);
    if (term === stood && term === current) this.#reach('candidate-meets-leader');
  }

  responded(message: Message): void {
    const args = requestVoteArgs(message);
    if (args === undefined || !requestVoteReply(message)?.voteGranted) return;
    const { from, to, fromIncarnation } = message;
    const { log, incarnation } = this.#scene.of(to);
    if (log.last > args.lastLogIndex) this.#reach('vote-for-shorter-log');
    if (isGone(this.#scene.of(from), fromIncarnation)) this.#reach('vote-for-the-dead');
    this.#granted.set(message.id, incarnation);
    this.#votes.set(to, { term: args.term, candidate: from, incarnation });
    const { candidates, voters } = this.#election(args.term);
    if (voters.has(to)) return this.#reach('vote-given-twice');
    voters.add(to);
    const candidacy = candidates.get(from);
    if (candidacy) candidacy.given += 1;
    this.#checkSplit(args.term);
  }

  replied(message: Message): void {
    const args = requestVoteArgs(message);
    if (args === undefined || !requestVoteReply(message)?.voteGranted) return;
    const candidacy = this.#election(args.term).candidates.get(message.from);
    if (candidacy === undefined) return;
    candidacy.arrived.add(message.to);
    const granted = this.#granted.get(message.id);
    if (isGone(this.#scene.of(message.to), granted)) this.#reach('vote-of-the-dead');
    const candidate = this.#scene.of(message.from);
    if (args.term === candidate.term) return;
    if (candidacy.arrived.size === this.#scene.run.majority) this.#reach('majority-too-late');
    const stands = candidate.stood === candidate.term && !this.#scene.leadershipOf(candidate);
    if (stands) this.#reach('vote-for-earlier-election');
  }

  /** A voter that has forgotten its vote would give it again. */
  #asked({ to, from }: Message, args: RequestVoteArgs): void {
    const vote = this.#votes.get(to);
    if (vote?.term !== args.term || vote.candidate === from) return;
    const voter = this.#scene.of(to);
    if (vote.incarnation !== voter.incarnation && voter.term === args.term) {
      this.#reach('asked-again-after-restart');
    }
  }

  /** Whether nobody can win that term any more: too few are left who have not voted. */
  #checkSplit(term: number): void {
    const { candidates, voters } = this.#election(term);
    if (candidates.size < 2) return;
    const most = Math.max(...[...candidates.values()].map(({ given }) => given));
    const { size, majority } = this.#scene.run;
    if (most + size - voters.size < majority) this.#reach('vote-split');
  }

  #election(term: number): Election {
    let election = this.#elections.get(term);
    if (election === undefined) {
      election = { candidates: new Map(), voters: new Set() };
      this.#elections.set(term, election);
    }
    return election;
  }
}

function isGone(actor: Actor, incarnation: number | undefined): boolean {
  return !actor.up || actor.incarnation !== incarnation;
}
