/** `node:process`: the global of the same name. None of its methods looks at `this`. */
const fields = process as unknown as Record<string, unknown>;

export const { argv, cwd, emitWarning, env, exit, hrtime, nextTick, pid, platform } = fields;
export const { stderr, stdout, uptime, version, versions } = fields;
export default process;
