/** Finds situations of elections (§5.2, §5.4.1). */
import type { Address, Message } from 'harness';
import type { RequestVoteArgs } from '../../api.ts';
import { leaderTermOf, requestVoteArgs, requestVoteReply } from '../ledgers/rpc.ts';
import type { Reach } from '../situations.ts';
import type { Detector, Scene } from './scene.ts';

/** An election: a term, and who has voted for whom in it. */
interface Election {
  readonly candidates: Map<Address, Candidacy>;
  readonly voters: Set<Address>;
}

interface Candidacy {
  /** Votes that were given, its own included, and those of them that have reached it. */
  given: number;
  arrived: number;
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
    candidates.set(from, { given: 1, arrived: 1 });
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
    const [voter, candidate] = [this.#scene.of(message.to), this.#scene.of(message.from)];
    if (voter.log.last > args.lastLogIndex) this.#reach('vote-for-shorter-log');
    const gone = !candidate.up || candidate.incarnation !== message.fromIncarnation;
    if (gone) this.#reach('vote-for-the-dead');
    const { incarnation } = voter;
    this.#votes.set(message.to, { term: args.term, candidate: message.from, incarnation });
    const { candidates, voters } = this.#election(args.term);
    const candidacy = candidates.get(message.from);
    if (candidacy === undefined || voters.has(message.to)) return;
    voters.add(message.to);
    candidacy.given += 1;
    this.#checkSplit(args.term);
  }

  replied(message: Message): void {
    const args = requestVoteArgs(message);
    if (args === undefined || !requestVoteReply(message)?.voteGranted) return;
    const candidacy = this.#election(args.term).candidates.get(message.from);
    if (candidacy === undefined) return;
    candidacy.arrived += 1;
    const decides = candidacy.arrived === this.#scene.run.majority;
    if (decides && args.term < this.#scene.of(message.from).term) this.#reach('majority-too-late');
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
