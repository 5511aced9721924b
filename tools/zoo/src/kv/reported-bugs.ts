/** K16 to K24: mistakes of services that others have reported, or that the suite once let through. */
import {
  ANY_TEXT,
  CLERK_RENEWS,
  CLERK_RESTS,
  EARLY_EXPIRY,
  EXACTLY_ONCE,
  LEADER_SERVES,
  LINEARIZABILITY,
  SESSION_EXPIRY,
} from 'kvraft/suite/properties';
import type { Bug } from '../bug.ts';
import { clerk, machine, rsm } from './edits.ts';
import { readIndex } from './read-index.ts';

const NO_NEW_SESSION = clerk(
  '    if (session && now - session.lastActive <= options.sessionTimeout / 2) return session;',
  '    if (session) return session;',
);

export const reportedBugs: readonly Bug[] = [
  {
    id: 'K16a',
    what: 'a read trusts acknowledgements of heartbeats that were sent before it',
    section: '§8; dissertation §6.4',
    property: LINEARIZABILITY,
    cases: ['OldAcknowledgements'],
    edits: readIndex({ ownEntry: true, sure: 'hears' }),
  },
  {
    id: 'K16b',
    what: 'a lease counts from the acknowledgement, not from the heartbeat',
    section: '§8; dissertation §6.4.1',
    property: LINEARIZABILITY,
    cases: ['OldAcknowledgements'],
    edits: readIndex({ ownEntry: true, sure: 'late lease' }),
  },
  {
    id: 'K17',
    what: 'a retry is known only by a number equal to the last',
    section: '§8',
    property: EXACTLY_ONCE,
    cases: ['LateAttempt'],
    edits: [
      machine(
        '    if (sequenceNum <= session.sequenceNum) {',
        '    if (sequenceNum === session.sequenceNum) {',
      ),
      machine(
        'return sequenceNum <= session.sequenceNum ?',
        'return sequenceNum === session.sequenceNum ?',
      ),
    ],
  },
  {
    id: 'K18',
    what: "an entry carries the leader's uptime instead of the cluster's time",
    section: 'dissertation §6.3',
    property: SESSION_EXPIRY,
    cases: ['ExpiryAfterTakeover'],
    edits: [
      rsm(
        '  private lastSerial = 0;',
        '  private lastSerial = 0;\n  private booted = performance.now();',
      ),
      rsm(
        'clock: this.clock.propose(), command }',
        'clock: Math.round(performance.now() - this.booted), command }',
      ),
    ],
  },
  {
    id: 'K19',
    what: 'the agreed time is not in the snapshot',
    section: '§7; dissertation §6.3',
    property: SESSION_EXPIRY,
    cases: ['ExpiryAfterTakeover'],
    edits: [
      rsm(
        '    this.clock = new AgreedClock(clock);',
        '    void clock;\n    this.clock = new AgreedClock(0);',
      ),
    ],
  },
  {
    id: 'K22',
    what: 'a clerk goes round the servers without a pause',
    section: '§8',
    property: CLERK_RESTS,
    cases: ['NobodyLeads'],
    edits: [clerk('      await new Promise((resolve) => setTimeout(resolve, ROUND_MS));\n', '')],
  },
  {
    id: 'K23a',
    what: 'a retry that is answered from the table does not renew its session',
    section: 'dissertation §6.3',
    property: EARLY_EXPIRY,
    cases: ['SessionRenewal'],
    edits: [
      machine(
        '    if (now - session.lastActive > this.sessionTimeout / 2) return undefined;\n',
        '',
      ),
    ],
  },
  {
    id: 'K23b',
    what: 'a read does not renew its session, but the clerk takes it for renewed',
    section: 'dissertation §6.3',
    property: EARLY_EXPIRY,
    cases: ['SessionRenewal'],
    edits: [
      machine(
        `      this.touch(clientId, { ...session, lastActive: clock });
      return { status: 'OK', response:`,
        "      return { status: 'OK', response:",
      ),
    ],
  },
  {
    id: 'K24a',
    what: 'a clerk goes on with a session that has expired',
    section: 'dissertation §6.3',
    property: CLERK_RENEWS,
    cases: ['RetryAfterExpiry', 'SessionRenewal'],
    edits: [NO_NEW_SESSION, clerk('    this.session = undefined;\n', '')],
  },
  {
    id: 'K24b',
    what: 'a clerk that was silent for long does not open a new session',
    section: 'dissertation §6.3',
    property: CLERK_RENEWS,
    cases: ['SessionRenewal'],
    edits: [NO_NEW_SESSION],
  },
  {
    id: 'K20a',
    what: 'the store is a plain object, which has keys of its own',
    section: 'packages/kvraft/api.ts',
    // The language's own objects are frozen: the server can't replace Object.prototype.constructor.
    property: { name: 'Unhandled rejection', section: '' },
    cases: ['AnyText'],
    edits: [
      machine('  private store = new Map<string, string>();', '  private store = asMap({});'),
      machine(
        '    this.store = new Map(store);',
        '    this.store = asMap(Object.fromEntries(store));',
      ),
      machine(
        'export class KeyValue implements',
        `function asMap(object) {
  return {
    get: (key) => object[key],
    set: (key, value) => void (object[key] = value),
    [Symbol.iterator]: () => Object.entries(object)[Symbol.iterator](),
  };
}

export class KeyValue implements`,
      ),
    ],
  },
  {
    id: 'K20b',
    what: 'a snapshot has lines of the form key=value',
    section: 'packages/kvraft/api.ts',
    property: ANY_TEXT,
    cases: ['AnyText'],
    edits: [
      machine('store: [...this.store],', "store: [...this.store].map((pair) => pair.join('=')),"),
      machine(
        'this.store = new Map(store);',
        "this.store = new Map(store.map((line) => line.split('=')));",
      ),
    ],
  },
  {
    id: 'K21',
    what: 'waits for the result of an entry only when start() has answered',
    section: 'packages/raft/api.ts',
    property: LEADER_SERVES,
    cases: ['LateStart'],
    edits: [
      rsm(
        '    const result = this.resultOf(serial); // Alone in a cluster, it is executed inside of start().\n',
        '',
      ),
      rsm(
        '    const submitter = this.waiting.get(serial);',
        '    const result = this.resultOf(serial);\n    const submitter = this.waiting.get(serial);',
      ),
    ],
  },
];
