/** The client's side of a session: its sequence numbers, and how fresh it is (§6.3). */
import type { ClientId } from './entry.ts';

export class ClientSession {
  readonly clientId: ClientId;
  /** The servers have heard of the session at this time or later. */
  private renewedAt: number;
  private lastSequenceNum = 0;
  /** Operations without a response, in ascending order. */
  private readonly outstanding = new Set<number>();

  constructor(clientId: ClientId, registeredAt: number) {
    this.clientId = clientId;
    this.renewedAt = registeredAt;
  }

  /** Numbers a new operation. */
  begin(): number {
    this.lastSequenceNum += 1;
    this.outstanding.add(this.lastSequenceNum);
    return this.lastSequenceNum;
  }

  /** The operation has its response, to an attempt that was sent at `sentAt`. */
  finish(sequenceNum: number, sentAt: number): void {
    this.outstanding.delete(sequenceNum);
    this.renewedAt = Math.max(this.renewedAt, sentAt);
  }

  /** The lowest sequence number without a response. */
  firstOutstanding(): number {
    const [first] = this.outstanding;
    return first ?? this.lastSequenceNum + 1;
  }

  /** The longest time for which the servers may have heard nothing of the session, in ms. */
  silence(): number {
    return performance.now() - this.renewedAt;
  }
}
