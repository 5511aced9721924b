/**
 * The Raft that a key/value server gets under the name `#raft`: the solution's own, with an ear at
 * what passes between the two. So the checks of the Raft lab go on underneath, whoever wrote it.
 */
import type { ApplyMessage, Command, MakeRaft, RaftServer, StartResult } from 'raft';
import { makeServer, startOn } from 'raft/solution';
import * as subject from 'subject:raft';

/** What passes between a server and its Raft, in the order in which it does. */
export type RaftReport =
  /** Raft hands this to the server: a committed command, or a snapshot. */
  | ApplyMessage
  /** The server is about to give this command to Raft … */
  | { readonly kind: 'start'; readonly command: Command }
  /** … and this is the answer, at once or later. */
  | { readonly kind: 'started'; readonly command: Command; readonly result: StartResult }
  /** The server has made this snapshot of all that it applied up to and including `index`. */
  | { readonly kind: 'taken'; readonly index: number; readonly data: Uint8Array };

/** What a server needs of its Raft before it makes snapshots (part 3B). */
const METHODS = ['start', 'getState', 'requestVote', 'appendEntries'];

let report: (passed: RaftReport) => void = () => {};
let latest: RaftServer | undefined;

/** Listens to what passes from now on. */
export function listenToRaft(listener: (passed: RaftReport) => void): void {
  report = listener;
}

/** The Raft server that this node has made; `undefined` before it has. */
export function raftOfThisNode(): RaftServer | undefined {
  return latest;
}

export const makeRaft: MakeRaft = (options) => {
  const apply = (message: ApplyMessage): void => {
    report(message); // The checks come first: beyond here it is as it should be.
    options.apply(message);
  };
  const server = makeServer(subject, { ...options, apply }, METHODS);
  latest = server;
  listenToCalls(server);
  return server;
};

/** In place: whatever else the server has stays as it is, RPCs of its own among it. */
function listenToCalls(server: RaftServer): void {
  const start = server.start.bind(server);
  server.start = (command) => {
    report({ kind: 'start', command });
    const result = startOn({ start }, command);
    const told = (answer: StartResult): StartResult => {
      report({ kind: 'started', command, result: answer });
      return answer;
    };
    return result instanceof Promise ? result.then(told) : told(result);
  };
  if (typeof server.snapshot !== 'function') return; // It has not come so far yet: part 2D.
  const snapshot = server.snapshot.bind(server);
  server.snapshot = (index, data) => {
    report({ kind: 'taken', index, data });
    return snapshot(index, data);
  };
}
