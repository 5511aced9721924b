/** Messages of S1, the server that a script tests, as puppets receive them. */
import type { PuppetRequest } from 'labrpc/guest';
import type { Address } from 'harness';
import type { RequestVoteArgs } from '../api.ts';

/** A request of S1 to a puppet. The method of a pre-vote is PRE_VOTE (puppet-follower.ts). */
export interface Heard extends PuppetRequest {
  readonly puppet: Address;
}

/** Replies to requests that bring entries, or to all. */
export type Kept = 'entries' | 'all';

/** An election of S1, as the puppets see it. */
export interface HeardElection {
  readonly term: number;
  /** What it says of its log, to all the same. */
  readonly args: RequestVoteArgs;
  /** One to each puppet. */
  readonly requests: readonly Heard[];
}
