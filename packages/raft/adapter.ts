/**
 * The program of a Raft node: connects a solution to its world, and says in the words of the
 * contract (api.ts) where the two don't fit.
 */
import { clientEnd, puppet } from 'labrpc/guest';
import { program } from 'sim/guest';
import * as subject from 'subject:raft';
import type { Command, RaftRpc } from './api.ts';
import type { NodeArgs, StartWhen } from './node-args.ts';
import { Service } from './service.ts';
import { makeServer, stateOf, startOn } from './solution.ts';

const METHODS = ['start', 'getState', 'requestVote', 'appendEntries'];
const METHODS_2D = ['installSnapshot', 'snapshot'];

program((node) => {
  const args = node.args as NodeArgs;
  if (args.puppets?.includes(node.address)) return puppet(node, 'raft');
  const service = new Service(node, args);
  const ends = args.servers.map(
    (address) => [address, clientEnd<RaftRpc>(node, address, 'raft')] as const,
  );
  const server = makeServer(
    subject,
    {
      peers: new Map(ends),
      me: node.address,
      persister: node.disk,
      apply: (message) => service.apply(message),
    },
    args.snapshotEvery === undefined ? METHODS : [...METHODS, ...METHODS_2D],
  );
  service.attach(server);
  const start = (command: Command) => startOn(server, command);
  return {
    services: { raft: server },
    methods: {
      start: (command: Command, when?: StartWhen) => service.start(() => start(command), when),
      getState: () => stateOf(server),
      stateSize: () => node.disk.stateSize(),
    },
    inspect: () => server.inspect?.(),
  };
});
