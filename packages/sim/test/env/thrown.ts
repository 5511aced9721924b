/** What a function throws, as a line. */
export function thrown(run: () => unknown): string {
  try {
    run();
    return 'nothing';
  } catch (error) {
    const { name, code, operator, message } = error as Error & Record<string, unknown>;
    return [name, code, operator, message].join(' ');
  }
}
