/** Lossy simulated RPC: the network, and typed client ends. */
export type { ClientEnd } from './client-end.ts';
export type { Delay, LinkShape } from './link-shapes.ts';
export { Network, type Notation } from './network.ts';
export { CALM, type Weather } from './weather.ts';
