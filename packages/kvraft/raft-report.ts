import type { ApplyMessage, Command, StartResult } from 'raft';

/** What passes between a server and its Raft, in the order in which it does. */
export type RaftReport =
  /** Raft hands this to the server: a committed command, or a snapshot. */
  | ApplyMessage
  /** The server is about to give this command to Raft … */
  | { readonly kind: 'start'; readonly command: Command }
  /** … and this is the answer, at once or later. */
  | { readonly kind: 'started'; readonly command: Command; readonly result: StartResult };
