/** Lossy simulated RPC: the network, and typed client ends. */
export type { ClientEnd } from './client-end.ts';
export { Network, type Notation } from './network.ts';
export { CALM, LONGEST_WAY, type Weather } from './weather.ts';
