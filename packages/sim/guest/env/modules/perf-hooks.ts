/** `node:perf_hooks`: the virtual clock, which is a global too. */
const { performance } = globalThis;

export { performance };
export default { performance };
