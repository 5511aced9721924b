/** What becomes of a process, for tests: whoever sends a signal from outside may come too late. */

/** A signal to itself. */
export interface Fate {
  readonly signal: 'SIGSTOP' | 'SIGKILL';
  /**
   * When workers have reported so many tasks to the coordinator, before the last one is answered; when
   * a worker has been given so many.
   */
  readonly tasks: number;
  /** So long after that, ms. */
  readonly later: number;
}

/** @returns what has to be called at each task */
export function awaitFate(fate: Fate | undefined): () => void {
  let tasks = 0;
  return () => {
    tasks += 1;
    if (tasks !== fate?.tasks) return;
    const { signal, later } = fate;
    if (later === 0) process.kill(process.pid, signal);
    else setTimeout(() => process.kill(process.pid, signal), later);
  };
}
