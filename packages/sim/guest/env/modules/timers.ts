/** `node:timers`: the globals, and the promises of `node:timers/promises`. */
import * as promises from './timers-promises.ts';

const { setTimeout, setInterval, setImmediate } = globalThis;
const { clearTimeout, clearInterval, clearImmediate } = globalThis;

export { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate };
export { promises };
export default {
  setTimeout,
  setInterval,
  setImmediate,
  clearTimeout,
  clearInterval,
  clearImmediate,
  promises,
};
