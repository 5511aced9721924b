/** The host of the node for which this module is evaluated. */
import type { EnvHost } from '../host.ts';

/** A parameter of every node's program (see src/bundle.ts). */
declare const __host: EnvHost;

export const ownHost: EnvHost = __host;
