/** What `events.on` returns: events wait for their reader, a reader waits for the next event. */
export class EventIterator implements AsyncIterableIterator<unknown[]> {
  readonly #events: unknown[][] = [];
  readonly #readers: PromiseWithResolvers<IteratorResult<unknown[]>>[] = [];
  #cleanUp = (): void => {};
  #ended = false;
  #error: { reason: unknown } | undefined;

  /** @param cleanUp is called once, when the iteration ends in any way */
  onEnd(cleanUp: () => void): void {
    this.#cleanUp = cleanUp;
  }

  push(event: unknown[]): void {
    const reader = this.#readers.shift();
    if (reader) reader.resolve({ value: event, done: false });
    else this.#events.push(event);
  }

  /** Events that came before can still be read. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cleanUp();
    for (const reader of this.#readers.splice(0)) reader.resolve({ value: undefined, done: true });
  }

  /** Like {@link end}; the next reader gets the reason. */
  fail(reason: unknown): void {
    if (this.#ended) return;
    const reader = this.#readers.shift();
    if (reader) reader.reject(reason);
    else this.#error = { reason };
    this.end();
  }

  async next(): Promise<IteratorResult<unknown[]>> {
    const event = this.#events.shift();
    if (event) return { value: event, done: false };
    if (this.#error) {
      const { reason } = this.#error;
      this.#error = undefined;
      throw reason;
    }
    if (this.#ended) return { value: undefined, done: true };
    const reader = Promise.withResolvers<IteratorResult<unknown[]>>();
    this.#readers.push(reader);
    return reader.promise;
  }

  async return(): Promise<IteratorResult<unknown[]>> {
    this.end();
    return { value: undefined, done: true };
  }

  async throw(reason: unknown): Promise<IteratorResult<unknown[]>> {
    this.fail(reason);
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
