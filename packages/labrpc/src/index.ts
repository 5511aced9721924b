/** Lossy simulated RPC: the network, and typed client ends. */
export type { ClientEnd } from './client-end.ts';
export { Network, type Notation } from './network.ts';
