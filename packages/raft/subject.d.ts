/** The subject of a run: the bundler puts a solution here, which may export anything or nothing. */
declare module 'subject:raft' {
  export const makeRaft: unknown;
}
