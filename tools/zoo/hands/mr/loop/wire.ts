/** What this implementation adds to the messages of the contract. */
import type { Attempt, HeartbeatReply } from 'mr';

export interface Reply extends HeartbeatReply {
  /**
   * The attempt that was reported as done and is not accepted: nobody will rename its files, so the
   * worker deletes them. Without it a worker can't tell whether its files are still needed.
   */
  readonly refused?: Attempt;
}
