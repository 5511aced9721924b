/**
 * What an application emits is text: a number would come out of a file as a number, and of memory as
 * what it was.
 *
 * @throws TypeError inside the application's own call, so that it says which key it was
 */
export function checkText(what: 'key' | 'value', emitted: unknown): asserts emitted is string {
  if (typeof emitted === 'string') return;
  throw new TypeError(
    `emit expects a ${what} that is text, but it got ${typeof emitted}: say String(${what})`,
  );
}
