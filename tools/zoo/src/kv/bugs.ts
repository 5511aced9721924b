/** K1 to K15, and S13, which is the service's too (§7, §8; dissertation, chapter 6). */
import {
  EARLY_EXPIRY,
  EXACTLY_ONCE,
  LEADER_HINT,
  LEADER_SERVES,
  LINEARIZABILITY,
  LOG_SIZE,
  LOST_LEADERSHIP,
  MEMORY,
  OWN_SESSION,
  RETRY_NUMBER,
  SESSION_EXPIRY,
  SESSIONS_BOUNDED,
  SNAPSHOT_RATE,
} from 'kvraft/suite/properties';
import type { Bug } from '../bug.ts';
import { costBugs } from './cost-bugs.ts';
import { clerk, machine, rsm, server } from './edits.ts';
import { identityBugs } from './identity-bugs.ts';
import { readIndex } from './read-index.ts';
import { reportedBugs } from './reported-bugs.ts';

const ON_EXECUTION = machine('    if (sequenceNum <= session.sequenceNum) {', '    if (false) {');

export const kvBugs: readonly Bug[] = [
  {
    id: 'K1',
    what: 'no duplicate detection',
    section: '§8',
    property: EXACTLY_ONCE,
    cases: ['RetryAcrossLeaders', 'Unreliable'],
    edits: [
      ON_EXECUTION,
      server('    if (response) return response;', '    void response;'),
      server('    if (pending) return pending;', '    void pending;'),
    ],
  },
  {
    id: 'K2',
    what: 'duplicates are detected on arrival only',
    section: '§8',
    property: EXACTLY_ONCE,
    cases: ['RetryAcrossLeaders'],
    edits: [ON_EXECUTION],
  },
  {
    id: 'K3a',
    what: 'what each client has done last is not in the snapshot',
    section: '§7, §8',
    property: EXACTLY_ONCE,
    cases: ['RetryAfterSnapshot'],
    edits: [
      machine(
        '([id, { sequenceNum, lastActive }]) => [id, sequenceNum, lastActive] as const,',
        '([id, { lastActive }]) => [id, 0, lastActive] as const,',
      ),
    ],
  },
  {
    id: 'K3b',
    what: 'the sessions are not in the snapshot',
    section: '§7, §8',
    property: EARLY_EXPIRY,
    cases: ['RetryAfterSnapshot'],
    edits: [
      machine(
        `sessions: [...this.sessions].map(
        ([id, { sequenceNum, lastActive }]) => [id, sequenceNum, lastActive] as const,
      ),`,
        'sessions: [],',
      ),
    ],
  },
  {
    id: 'K4',
    what: 'a failed result is remembered',
    section: '§8',
    property: LEADER_SERVES,
    cases: ['RetryAcrossLeaders'],
    edits: [server('return reply.finally(() => this.pending.delete(id));', 'return reply;')],
  },
  {
    id: 'K5',
    what: "waits on the index only, and answers with another command's result",
    section: '§8',
    property: LINEARIZABILITY,
    cases: ['TruncatedIndex'],
    edits: [
      rsm('  private lastSerial = 0;', '  private lastSerial = 0;\n  private serials = new Map();'),
      rsm(
        '    const { term, isLeader } = await this.raft.start(entry satisfies Entry<Command>);',
        `    const { index, term, isLeader } = await this.raft.start(entry);
    if (isLeader) this.serials.set(index, serial);`,
      ),
      rsm(
        "    if (isOurs) this.tell(serial, { status: 'OK', response });",
        "    this.tell(this.serials.get(index) ?? -1, { status: 'OK', response });",
      ),
    ],
  },
  {
    id: 'K6a',
    what: 'reads the local state of a leader that may be deposed',
    section: '§8',
    property: LINEARIZABILITY,
    cases: ['StaleRead'],
    edits: readIndex({ ownEntry: true, sure: 'believes' }),
  },
  {
    id: 'K6b',
    what: 'reads the local state of any server',
    section: '§8',
    property: LINEARIZABILITY,
    cases: ['StaleRead'],
    edits: [
      server(
        '    // 4. Executed already; the earlier reply was lost.',
        `    if (command.kind === 'get') {
      const { store } = this.keyValue.snapshot();
      return { status: 'OK', response: new Map(store).get(command.key) ?? '' };
    }
    // 4. Executed already; the earlier reply was lost.`,
      ),
    ],
  },
  {
    id: 'K7',
    what: 'reads before the leader has committed in its term',
    section: '§8',
    property: LINEARIZABILITY,
    cases: ['ReadAfterElection'],
    edits: readIndex({ ownEntry: false, sure: 'asks' }),
  },
  {
    id: 'K8',
    what: 'never notices that it lost the leadership',
    section: 'dissertation §6.2',
    property: LOST_LEADERSHIP,
    cases: ['LostLeadership'],
    edits: [rsm('    this.watch ??= this.watchLater();\n', '')],
  },
  {
    id: 'K9',
    what: 'a retry carries a new sequence number',
    section: '§8',
    property: RETRY_NUMBER,
    cases: ['RetryAcrossLeaders', 'Unreliable'],
    edits: [
      clerk(
        "this.ask((server) => server.call('clientRequest', args));",
        `this.ask((server) =>
      server.call('clientRequest', { ...args, sequenceNum: this.sequenceNum++ }),
    );`,
      ),
    ],
  },
  {
    id: 'K10',
    what: 'duplicate detection assumes one open operation, but the clerk has several',
    section: '§8; dissertation §6.3',
    property: LINEARIZABILITY,
    cases: ['SideBySide'],
    edits: [
      clerk('this.line.then(() => this.execute(command));', 'this.execute(command);'),
      clerk(
        `    const { clientId } = await this.ask((server) => server.call('registerClient', {}));
    return (this.session = { clientId, lastActive: now });`,
        `    this.opening ??= this.ask((server) => server.call('registerClient', {}));
    const { clientId } = await this.opening;
    return (this.session = { clientId, lastActive: now });`,
      ),
    ],
  },
  {
    id: 'K11a',
    what: 'client ids start over when sessions have expired',
    section: 'dissertation §6.3',
    property: OWN_SESSION,
    cases: ['ManyClerks'],
    edits: [
      machine(
        "    this.sessions.set(at.index, { sequenceNum: 0, lastActive: at.clock });\n    return { status: 'OK', clientId: at.index };",
        `    let clientId = 1;
    while (this.sessions.has(clientId)) clientId += 1;
    this.sessions.set(clientId, { sequenceNum: 0, lastActive: at.clock });
    return { status: 'OK', clientId };`,
      ),
    ],
  },
  {
    id: 'K11b',
    what: 'client ids start over after a restart with a snapshot',
    section: 'dissertation §6.3',
    property: OWN_SESSION,
    cases: ['SnapshotClerkRestart'],
    edits: [
      machine(
        "    this.sessions.set(at.index, { sequenceNum: 0, lastActive: at.clock });\n    return { status: 'OK', clientId: at.index };",
        `    this.lastId = (this.lastId ?? 0) + 1;
    this.sessions.set(this.lastId, { sequenceNum: 0, lastActive: at.clock });
    return { status: 'OK', clientId: this.lastId };`,
      ),
    ],
  },
  {
    id: 'K12a',
    what: 'a waiter that has gone blocks the applier',
    section: 'dissertation §6.2',
    property: LEADER_SERVES,
    cases: ['ReturningLeader'],
    edits: [
      rsm(
        "    if (message.kind === 'snapshot') return this.restore(message.data);",
        `    if (this.isBlocked) return;
    if (message.kind === 'snapshot') return this.restore(message.data);`,
      ),
      rsm(
        "    if (isOurs) this.tell(serial, { status: 'OK', response });",
        `    this.isBlocked = isOurs && !this.waiting.has(serial);
    if (isOurs) this.tell(serial, { status: 'OK', response });`,
      ),
    ],
  },
  {
    id: 'K12b',
    what: 'a waiter that was answered is never forgotten',
    section: 'dissertation §6.2',
    property: MEMORY,
    cases: ['Memory'],
    edits: [rsm('    this.waiting.delete(serial);\n', '')],
  },
  {
    id: 'K12c',
    what: 'each answer is kept for ever, apart from the sessions',
    section: 'dissertation §6.3',
    property: MEMORY,
    cases: ['Memory'],
    edits: [
      server(
        'return reply.finally(() => this.pending.delete(id));',
        `return reply.then((answer) => {
      if (answer.status === 'NOT_LEADER') this.pending.delete(id);
      return answer;
    });`,
      ),
    ],
  },
  {
    id: 'K13',
    what: 'sessions expire by local time, not by agreement',
    section: 'dissertation §6.3',
    property: SESSION_EXPIRY,
    cases: ['ExpiryByAgreement'],
    edits: [
      rsm('clock: this.clock.now });\n    // By its', 'clock: Date.now() });\n    // By its'),
    ],
  },
  {
    id: 'K13b',
    what: 'sessions never expire',
    section: 'dissertation §6.3',
    property: SESSIONS_BOUNDED,
    cases: ['ManyClerks'],
    edits: [machine('    this.expireSessions(at.clock);\n', '')],
  },
  {
    id: 'K14a',
    what: 'the log is never trimmed',
    section: '§7',
    property: LOG_SIZE,
    cases: ['SnapshotSize', 'SnapshotRPC'],
    edits: [rsm('    this.compactIfDue(index);\n', '')],
  },
  {
    id: 'K14b',
    what: 'the log is trimmed at every operation',
    section: '§7',
    property: SNAPSHOT_RATE,
    cases: ['SnapshotSize'],
    edits: [
      rsm(
        '    if (persister.stateSize() <= maxRaftState) return;',
        '    if (maxRaftState === Infinity) return;',
      ),
    ],
  },
  {
    id: 'K15',
    what: 'follows stale leader hints for ever',
    section: '§8',
    property: LEADER_HINT,
    cases: ['LeaderHints'],
    edits: [clerk('hint !== undefined && hints-- > 0', 'hint !== undefined && hints > 0')],
  },
  ...reportedBugs,
  ...identityBugs,
  ...costBugs,
  {
    id: 'S13',
    what: 'a restore merges instead of replacing',
    section: '§7',
    property: SESSION_EXPIRY,
    cases: ['RestoreReplaces'],
    edits: [
      machine(
        `    this.store = new Map(store);
    this.sessions = new Map(
      sessions.map(([id, sequenceNum, lastActive]) => [id, { sequenceNum, lastActive }]),
    );`,
        `    for (const [key, value] of store) this.store.set(key, value);
    for (const [id, sequenceNum, lastActive] of sessions) {
      this.sessions.set(id, { sequenceNum, lastActive });
    }`,
      ),
    ],
  },
];
