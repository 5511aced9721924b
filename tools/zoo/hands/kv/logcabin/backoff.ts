/** Pauses between vain rounds: exponential, with jitter so that clients don't move in step. */
const FIRST_PAUSE = 10;
const LONGEST_PAUSE = 160;

export class Backoff {
  private ceiling = FIRST_PAUSE;

  async pause(): Promise<void> {
    const delay = this.ceiling * (0.5 + Math.random() / 2);
    this.ceiling = Math.min(2 * this.ceiling, LONGEST_PAUSE);
    await new Promise<void>((resolve) => setTimeout(resolve, delay));
  }
}
