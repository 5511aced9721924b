/** What is needed to start the processes of a job. */
import { fileURLToPath } from 'node:url';

export { freeAddress } from './address.ts';
export { NODE_FLAGS } from './node-flags.ts';
export { exitCodes, type ProcessArgs, type ProcessNews } from './process-args.ts';
export { DEFAULTS } from './times.ts';
export { type Usage, usage } from './usage.ts';

/** Absolute path of the main module of a process; its solution is named in the first message. */
export const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
