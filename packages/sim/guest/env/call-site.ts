/**
 * Where a function of the environment was called: 'file:line:column' in the bundle.
 *
 * @param callee the function; the frame that called it is the one wanted
 */
export function callSite(callee: (...args: never[]) => unknown): string | undefined {
  const trace: { place?: string; stack?: unknown } = {};
  const formatter = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 1;
  // The frame itself, before a source map or a formatter of the student's gets at its text.
  Error.prepareStackTrace = (_, [frame]): void => {
    if (frame === undefined) return;
    trace.place = `${frame.getFileName()}:${frame.getLineNumber()}:${frame.getColumnNumber()}`;
  };
  try {
    Error.captureStackTrace(trace, callee);
    void trace.stack;
  } finally {
    Error.stackTraceLimit = limit;
    if (formatter) Object.defineProperty(Error, 'prepareStackTrace', formatter);
    else Reflect.deleteProperty(Error, 'prepareStackTrace');
  }
  return trace.place;
}
