/** K25 to K27: requests, clerks and commands that are taken for one another; K29: what a restore does to those who wait. */
import {
  ANSWER_AFTER_COMMIT,
  LINEARIZABILITY,
  LOST_LEADERSHIP,
  RETRY_NUMBER,
} from 'kvraft/suite/properties';
import type { Bug } from '../bug.ts';
import { clerk, machine, rsm, server } from './edits.ts';

const PENDING_ID = 'const id = `${clientId}/${sequenceNum}`;';
const RESTORED = '    this.machine.restore(state);';
const DUPLICATE = '    if (sequenceNum <= session.sequenceNum) {';

export const identityBugs: readonly Bug[] = [
  {
    id: 'K25a',
    what: 'pending requests are known by their client only, and a later one gets the answer of an earlier one',
    section: '§8',
    property: ANSWER_AFTER_COMMIT,
    cases: ['PendingRequest'],
    edits: [server(PENDING_ID, 'const id = String(clientId);')],
  },
  {
    id: 'K25b',
    what: 'an entry answers the latest request of its client, whichever that is',
    section: '§8',
    property: ANSWER_AFTER_COMMIT,
    cases: ['PendingRequest'],
    edits: [
      rsm('  private lastSerial = 0;', '  private lastSerial = 0;\n  private latest = new Map();'),
      rsm(
        '    const serial = ++this.lastSerial;',
        '    const serial = ++this.lastSerial;\n    this.latest.set(command.clientId, serial);',
      ),
      rsm(
        "    if (isOurs) this.tell(serial, { status: 'OK', response });",
        `    const last = command.clientId === undefined ? serial : this.latest.get(command.clientId);
    if (isOurs) this.tell(last, { status: 'OK', response });`,
      ),
    ],
  },
  {
    id: 'K26a',
    what: 'clerks of one process share their session, but not their numbers',
    section: '§8; dissertation §6.3',
    property: RETRY_NUMBER,
    cases: ['OneTurn'],
    edits: [
      clerk(
        '  private session: Session | undefined;',
        `  private get session(): Session | undefined {
    return shared;
  }
  private set session(session: Session | undefined) {
    shared = session;
  }`,
      ),
      clerk('class KvClerk implements', 'let shared;\n\nclass KvClerk implements'),
    ],
  },
  {
    id: 'K26b',
    what: 'a clerk looks into its queue once, and what is added in the callback of the last operation waits for ever',
    section: 'packages/kvraft/api.ts',
    // Nothing is on its way any more: the simulator sees that first.
    property: { name: 'A method never returns', section: '' },
    cases: ['OneTurn'],
    edits: [
      clerk(
        `    const done = this.line.then(() => this.execute(command));
    this.line = done.catch(() => {}); // Its caller hears of it.
    return done;
  }`,
        `    return new Promise((resolve, reject) => {
      this.queue.push(() => this.execute(command).then(resolve, reject));
      if (!this.isBusy) void this.work();
    });
  }

  private async work() {
    this.isBusy = true;
    for (let next = this.queue.shift(); next !== undefined; next = this.queue.shift()) await next();
    setTimeout(() => (this.isBusy = false), 1); // In a later turn than the callbacks.
  }`,
      ),
      clerk(
        '  private line: Promise<unknown> = Promise.resolve();',
        '  private queue = [];\n  private isBusy = false;',
      ),
    ],
  },
  {
    id: 'K27a',
    what: 'a retry is known by the digits of client and number, one after the other',
    section: '§8',
    property: LINEARIZABILITY,
    cases: ['JoinedIds'],
    edits: [
      machine(DUPLICATE, '    if (this.done.has(`${clientId}${sequenceNum}`)) {'),
      machine(
        '    // 5. and 6.',
        '    this.done.add(`${clientId}${sequenceNum}`);\n    // 5. and 6.',
      ),
      machine(
        '  private store = new Map<string, string>();',
        '  private store = new Map<string, string>();\n  private done = new Set();',
      ),
    ],
  },
  {
    id: 'K27b',
    what: 'pending requests are known by the digits of client and number, one after the other',
    section: '§8',
    property: LINEARIZABILITY,
    cases: ['JoinedIds'],
    edits: [server(PENDING_ID, 'const id = `${clientId}${sequenceNum}`;')],
  },
  {
    id: 'K27c',
    what: 'a retry is known by what it writes: two equal appends of a client are taken for one',
    section: '§8',
    property: LINEARIZABILITY,
    cases: ['JoinedIds'],
    edits: [
      machine(DUPLICATE, '    if (this.writes.get(clientId) === command.value) {'),
      machine(
        '    // 5. and 6.',
        '    this.writes.set(clientId, command.value);\n    // 5. and 6.',
      ),
      machine(
        '  private store = new Map<string, string>();',
        '  private store = new Map<string, string>();\n  private writes = new Map();',
      ),
    ],
  },
  {
    id: 'K29a',
    what: 'a restore forgets those who wait, without telling them',
    section: '§7; dissertation §6.2',
    property: LOST_LEADERSHIP,
    cases: ['RestoreWhileWaiting'],
    edits: [rsm(RESTORED, `${RESTORED}\n    this.waiting.clear();`)],
  },
  {
    id: 'K29b',
    what: 'a restore tells those who wait that their commands are done',
    section: '§7, §8',
    property: ANSWER_AFTER_COMMIT,
    cases: ['RestoreWhileWaiting'],
    edits: [
      rsm(
        RESTORED,
        `${RESTORED}
    for (const serial of this.waiting.keys()) {
      this.tell(serial, { status: 'OK', response: { status: 'OK' } });
    }`,
      ),
    ],
  },
];
