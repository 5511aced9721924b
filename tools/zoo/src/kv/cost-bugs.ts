/** K28: what costs more than it should, or lasts longer, when an accident is over. */
import { AS_BEFORE, CLERK_REMEMBERS, CURRENT_HINT, LOST_LEADERSHIP } from 'kvraft/suite/properties';
import type { Bug } from '../bug.ts';
import { clerk, rsm, server } from './edits.ts';

const REST = '      await new Promise((resolve) => setTimeout(resolve, ROUND_MS));';
const NOT_THIS_ONE = '      if (this.leader === address) this.leader = undefined;';

export const costBugs: readonly Bug[] = [
  {
    id: 'K28a',
    what: 'a clerk never remembers the leader',
    section: '§8; dissertation §6.2',
    property: CLERK_REMEMBERS,
    cases: ['AfterAccidents'],
    edits: [clerk('        this.leader = address;\n', '')],
  },
  {
    id: 'K28b',
    what: "a clerk's back-off doubles without a maximum",
    section: '§8',
    property: AS_BEFORE,
    cases: ['AfterAccidents'],
    edits: [
      clerk('    for (;;) {\n', '    for (let rest = ROUND_MS; ; rest *= 2) {\n'),
      clerk(REST, REST.replace('ROUND_MS', 'rest')),
    ],
  },
  {
    id: 'K28c',
    what: "a clerk's back-off has a maximum of 20 s, and is never shortened again",
    section: '§8',
    property: AS_BEFORE,
    cases: ['AfterAccidents'],
    edits: [
      clerk('  private sequenceNum = 0;', '  private sequenceNum = 0;\n  private rest = ROUND_MS;'),
      clerk(
        REST,
        `      this.rest = Math.min(2 * this.rest, 20_000);\n${REST.replace('ROUND_MS', 'this.rest')}`,
      ),
    ],
  },
  {
    id: 'K28d',
    what: 'a server that does not lead hints at itself',
    section: '§8; dissertation §6.2',
    property: CURRENT_HINT,
    cases: ['AfterAccidents'],
    edits: [
      server(
        '    this.listenForLeaders(this.rsm.raft);',
        '    this.leader = { term: Infinity, leaderId: options.me };\n    this.listenForLeaders(this.rsm.raft);',
      ),
    ],
  },
  {
    id: 'K28e',
    what: 'a server hints at the first leader that it heard of',
    section: '§8; dissertation §6.2',
    property: CURRENT_HINT,
    cases: ['AfterAccidents'],
    edits: [server('term >= this.leader.term', 'this.leader.term === 0')],
  },
  {
    id: 'K28f',
    what: 'a deposed leader answers those who wait only when they have waited for 10 s',
    section: 'dissertation §6.2',
    property: LOST_LEADERSHIP,
    cases: ['LostLeadership'],
    edits: [rsm('WATCH_MS = 100', 'WATCH_MS = 10_000')],
  },
  {
    id: 'K28g',
    what: 'a clerk that once got no answer asks all servers for each operation from then on',
    section: '§8',
    property: AS_BEFORE,
    cases: ['AfterAccidents'],
    edits: [
      clerk('  private sequenceNum = 0;', '  private sequenceNum = 0;\n  private isWary = false;'),
      clerk(
        '    let hints = 1;',
        `    let hints = 1;
    if (this.isWary) for (const address of line.slice(1)) void this.attempt(address, call);`,
      ),
      clerk(NOT_THIS_ONE, `      if (reply === undefined) this.isWary = true;\n${NOT_THIS_ONE}`),
    ],
  },
  {
    id: 'K28h',
    what: 'each command starts a chain of timers of its own, and none of them ends',
    section: 'dissertation §6.2',
    property: AS_BEFORE,
    cases: ['AfterAccidents'],
    edits: [
      rsm('    this.watch ??= this.watchLater();', '    this.watch = this.watchLater();'),
      rsm('this.waiting.size > 0 ? this.watchLater() : undefined', 'this.watchLater()'),
    ],
  },
  {
    id: 'K28i',
    what: 'an attempt without an answer is repeated every two seconds, for ever',
    section: '§8',
    property: AS_BEFORE,
    cases: ['AfterAccidents'],
    edits: [
      clerk(
        'setTimeout(() => resolve(undefined), ATTEMPT_MS);',
        `setTimeout(() => {
        resolve(undefined);
        setInterval(() => void call(server), 2000);
      }, ATTEMPT_MS);`,
      ),
    ],
  },
];
