/** What the cases of part 2D have in common. */

/** The service makes a snapshot at each multiple of this index. */
export const SNAPSHOT_EVERY = 10;

/**
 * What `persister.stateSize()` may be, in bytes: the limit of the Go course, and it means the same
 * in our encoding. Here an entry is `{"term":12,"command":"c345"}`, about 30 bytes of JSON, and what
 * else is saved about 100. At the end of a round at most 10 entries before the next snapshot and 16
 * of the round are in a log: 900 bytes. A Raft that compacts later, or keeps a tail for followers
 * that lag, has as much again; one that never compacts is over the limit with 65 entries, in the
 * sixth of thirty rounds or so.
 */
export const LOG_LIMIT = 2000;
