/** The subjects of a run: the bundler puts solutions here, which may export anything or nothing. */
declare module 'subject:kvraft' {
  export const makeServer: unknown;
  export const makeClerk: unknown;
}

declare module 'subject:raft' {
  export const makeRaft: unknown;
}
