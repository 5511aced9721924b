/**
 * A key/value service as a replicated state machine on Raft, after chapter 6 of Ongaro's
 * dissertation "Consensus: Bridging Theory and Practice" and LogCabin, which it describes.
 */
export { makeClerk } from './clerk.ts';
export { makeServer } from './server.ts';
