/**
 * Services by other hands: each was written from the handout, the contract and the literature alone, by
 * somebody who had not seen the reference, so it shares nothing with its text.
 */
import { join } from 'node:path';
import {
  ANSWER_AFTER_COMMIT,
  CLERK_RENEWS,
  CLERK_RESTS,
  EARLY_EXPIRY,
  EXACTLY_ONCE,
  LEADER_HINT,
  LINEARIZABILITY,
  LOST_LEADERSHIP,
  SESSION_EXPIRY,
} from 'kvraft/suite/properties';
import type { Bug, Variant } from '../bug.ts';
import type { Edit } from '../edit.ts';

const logcabin = join(import.meta.dirname, '../../hands/kv/logcabin/index.ts');

export const kvHands: readonly Variant[] = [
  {
    id: 'logcabin',
    what: "after LogCabin's: concurrent operations in a session, every request an entry",
    edits: [],
    solution: logcabin,
  },
];

/** Mistakes of the zoo again, in a text that the suite was not written beside. */
export const kvHandBugs: readonly Bug[] = [
  {
    ...mistake('K1', 'no duplicate detection', EXACTLY_ONCE, 'RetryAcrossLeaders'),
    edits: [edit('state-machine', 'if (response === undefined) {', 'if (response !== 0) {')],
  },
  {
    ...mistake('K3a', 'responses are not in the snapshot', EXACTLY_ONCE, 'RetryAfterSnapshot'),
    edits: [edit('state-machine', 'responses: [...session.responses],', 'responses: [],')],
  },
  {
    ...mistake('K6b', 'reads the local state of any server', LINEARIZABILITY, 'StaleRead'),
    edits: [
      edit(
        'server',
        '    const firstOutstanding = args.firstOutstanding ?? sequenceNum;',
        `    const { store } = this.machine.capture();
    if (operation.kind === 'get') {
      return { status: 'OK', response: new Map(store).get(operation.key) ?? '' };
    }
    const firstOutstanding = args.firstOutstanding ?? sequenceNum;`,
      ),
    ],
  },
  {
    ...mistake('K8', 'never notices that it lost the lead', LOST_LEADERSHIP, 'LostLeadership'),
    edits: [
      edit('server', '    this.scheduleTermCheck();\n    return result;', '    return result;'),
      edit('server', '(term) => this.operations.failBefore(term)', '() => {}'),
      edit('server', '    this.operations.failThrough(message.index);\n', ''),
    ],
  },
  {
    ...mistake('K10', 'assumes one operation at a time', EARLY_EXPIRY, 'SideBySide'),
    edits: [edit('server', 'args.firstOutstanding ?? sequenceNum', 'sequenceNum')],
  },
  {
    ...mistake('K15', 'follows hints for ever', LEADER_HINT, 'LeaderHints'),
    edits: [edit('leader-rpc', ' && (tries.get(hint) ?? 0) < TRIES_PER_ROUND;', ';')],
  },
  {
    ...mistake('K17', 'executes what is older than the table', EXACTLY_ONCE, 'LateAttempt'),
    edits: [
      edit(
        'state-machine',
        "    if (sequenceNum < session.firstOutstanding) return { kind: 'expired' };\n",
        '',
      ),
    ],
  },
  {
    ...mistake('K18', "the leader's uptime is the time", SESSION_EXPIRY, 'ExpiryAfterTakeover'),
    edits: [
      edit(
        'cluster-clock',
        '    return this.clusterTimeAtEpoch + elapsed;',
        '    return elapsed + Math.floor(this.localTimeAtEpoch - this.booted);',
      ),
      edit(
        'cluster-clock',
        '  private clusterTimeAtEpoch: number;',
        '  private booted = performance.now();\n  private clusterTimeAtEpoch: number;',
      ),
    ],
  },
  {
    ...mistake('K19', 'the time is not in the snapshot', SESSION_EXPIRY, 'ExpiryAfterTakeover'),
    edits: [edit('state-machine', 'this.time = state.clusterTime;', 'this.time = 0;')],
  },
  {
    ...mistake('K22', 'a clerk without a pause', CLERK_RESTS, 'NobodyLeads'),
    edits: [edit('leader-rpc', '      await backoff.pause();\n', '')],
  },
  {
    ...mistake('K23b', 'reads do not renew a session', EARLY_EXPIRY, 'SessionRenewal'),
    edits: [
      edit(
        'state-machine',
        '    this.touch(clientId, session);',
        "    if (request.operation.kind !== 'get') this.touch(clientId, session);",
      ),
    ],
  },
  {
    ...mistake('K24a', 'goes on with an expired session', CLERK_RENEWS, 'RetryAfterExpiry'),
    edits: [
      edit('clerk', '      if (this.session === session) this.session = undefined;\n', ''),
      edit('clerk', ' && this.session.silence() < this.longestSilence', ''),
    ],
  },
  {
    ...mistake('K30a', 'expires sessions after the command', SESSION_EXPIRY, 'ExpiryAfterSilence'),
    edits: [
      edit(
        'state-machine',
        `    this.expireSessions();
    const { payload } = entry;
    return payload.kind === 'register' ? this.register(index) : this.request(payload);`,
        `    const { payload } = entry;
    const outcome = payload.kind === 'register' ? this.register(index) : this.request(payload);
    this.expireSessions();
    return outcome;`,
      ),
    ],
  },
  {
    ...mistake('K30b', 'own entries set the clock back', SESSION_EXPIRY, 'ExpiryWhileBusy'),
    edits: [edit('server', 'if (!isOwn) this.clock', 'if (isOwn || !isOwn) this.clock')],
  },
  {
    ...mistake(
      'K30c',
      'the numbers that are done are not in the snapshot',
      EXACTLY_ONCE,
      'LateAttemptAfterSnapshot',
    ),
    edits: [
      edit(
        'state-machine',
        'const session = { lastActive, firstOutstanding,',
        'const session = { lastActive, firstOutstanding: Math.min(firstOutstanding, 1),',
      ),
    ],
  },
  {
    ...mistake('early', 'answers before the commit', ANSWER_AFTER_COMMIT, 'Basic'),
    edits: [
      edit(
        'server',
        '      if (started.isLeader) this.operations.place',
        `      if (started.isLeader && payload.operation?.kind === 'append') {
        return { kind: 'executed', response: null };
      }
      if (started.isLeader) this.operations.place`,
      ),
    ],
  },
];

function mistake(
  row: string,
  what: string,
  property: Bug['property'],
  name: string,
): Omit<Bug, 'edits'> {
  const { section } = property;
  return { id: `logcabin ${row}`, what, section, property, cases: [name], solution: logcabin };
}

function edit(file: string, text: string, replacement: string): Edit {
  return { file: `${file}.ts`, text, replacement };
}
