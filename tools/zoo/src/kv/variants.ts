/** Key/value services that are right but different: no check may accuse them. */
import type { Variant } from '../bug.ts';
import { clerk, machine, rsm, server } from './edits.ts';
import { readIndex } from './read-index.ts';

export const kvVariants: readonly Variant[] = [
  {
    id: 'read index',
    what: 'reads without an entry in the log (§8)',
    edits: readIndex({ ownEntry: true, sure: 'asks' }),
  },
  {
    id: 'read on a lease',
    what: 'reads on a lease of 200 ms, since voters disregard candidates for 300 ms (§8)',
    edits: readIndex({ ownEntry: true, sure: 'lease' }),
  },
  {
    id: 'no hints',
    what: 'servers name no leader, and the clerk asks in any order',
    edits: [
      server('...(leaderId !== undefined && { leaderHint: leaderId })', '...(leaderId && {})'),
      clerk(
        '    let line = [...this.options.servers.keys()];',
        `    const places = new Map([...this.options.servers.keys()].map((at) => [at, Math.random()]));
    let line = [...places.keys()].sort((a, b) => places.get(a) - places.get(b));`,
      ),
    ],
  },
  {
    id: 'log only',
    what: 'a retry goes through the log as often as it comes',
    edits: [
      server('    if (response) return response;', '    void response;'),
      server('    if (pending) return pending;', '    void pending;'),
    ],
  },
  {
    id: 'patient clerk',
    what: 'waits for two seconds for each server, and for one between two rounds',
    edits: [
      clerk('ATTEMPT_MS = 500', 'ATTEMPT_MS = 2000'),
      clerk('ROUND_MS = 50', 'ROUND_MS = 1000'),
    ],
  },
  {
    id: 'asks all',
    what: 'a clerk asks all servers at one time, and takes the first answer of a leader',
    edits: [
      clerk(
        '    let hints = 1;',
        `    const answers = line.map(async (address) => {
      const reply = await this.attempt(address, call);
      if (reply === undefined || isNotLeader(reply)) throw new Error('no leader');
      return reply;
    });
    line = [];
    const answer = await Promise.any(answers).catch(() => undefined);
    if (answer !== undefined) return answer;
    let hints = 1;`,
      ),
    ],
  },
  {
    id: 'early snapshots',
    what: 'makes a snapshot when the log has half of the size that it may have',
    edits: [
      rsm('persister.stateSize() <= maxRaftState', 'persister.stateSize() <= maxRaftState / 2'),
    ],
  },
  {
    id: 'wordy',
    what: 'entries, sessions and messages have fields of their own',
    edits: [
      rsm(
        '    const entry = { proposer: this.proposer,',
        `    const more = { by: { name: 'a server', of: ['this service', 1] } };
    const entry = { more, proposer: this.proposer,`,
      ),
      clerk('const args = { clientId', "const args = { clerk: 'mine', clientId"),
      machine(
        `      this.touch(clientId, { ...session, lastActive: clock });
      return { status: 'OK' };`,
        `      this.touch(clientId, { ...session, lastActive: clock });
      return { status: 'OK', again: true };`,
      ),
    ],
  },
];
