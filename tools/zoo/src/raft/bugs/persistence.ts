/** P1 to P6, P9 and P10: what is on disk (Figure 2: State). */
import { APPLY_IN_ORDER, PERSISTENT_STATE } from 'raft/suite/properties';
import type { Bug } from '../../bug.ts';
import { raft } from '../edits.ts';

export const persistenceBugs: readonly Bug[] = [
  {
    id: 'P1',
    what: 'a term adopted from a reply is not persisted',
    section: '§5.1, Figure 2: State',
    property: PERSISTENT_STATE,
    cases: ['TermAcrossCrash'],
    edits: [
      raft(
        `    this.observeTerm(reply.term);
    if (this.role.name !== 'candidate'`,
        `    if (reply.term > this.currentTerm) {
      this.currentTerm = reply.term;
      this.votedFor = null;
      this.becomeFollower();
    }
    if (this.role.name !== 'candidate'`,
      ),
    ],
  },
  {
    id: 'P2',
    what: 'a truncation is not persisted: on disk the old tail stays behind the new entries',
    section: '§5.3, Figure 2: State',
    property: PERSISTENT_STATE,
    cases: ['TruncateAcrossCrash'],
    edits: [
      raft(
        'const state: PersistentState = { currentTerm, votedFor, ...lastIncluded, log: log.entries };',
        `const before = this.options.persister.read().state;
    const same = before?.lastIncludedIndex === lastIncludedIndex;
    const tail = same ? before.log.slice(log.entries.length) : [];
    const state = { currentTerm, votedFor, ...lastIncluded, log: [...log.entries, ...tail] };`,
      ),
    ],
  },
  {
    id: 'P3',
    what: 'acknowledges before the save',
    section: '§5.3, Figure 2: State',
    property: PERSISTENT_STATE,
    cases: ['2C/Promises'],
    edits: [
      raft(
        'this.log.merge(args.prevLogIndex, args.entries)) this.persist();',
        'this.log.merge(args.prevLogIndex, args.entries)) queueMicrotask(() => this.persist());',
      ),
    ],
  },
  {
    id: 'P4',
    what: 'persists lastApplied and trusts it',
    section: '§5.3, Figure 2: State',
    property: APPLY_IN_ORDER,
    cases: ['Persist1'],
    edits: [
      raft(
        'const state: PersistentState = { currentTerm, votedFor,',
        'const state = { lastApplied: this.lastApplied, currentTerm, votedFor,',
      ),
      raft(
        '    this.commitIndex = index;\n    this.lastApplied = index;',
        `    this.lastApplied = saved?.lastApplied ?? 0;
    this.commitIndex = this.lastApplied;`,
      ),
    ],
  },
  {
    id: 'P6',
    what: 'a leader counts itself before it has saved what start() took',
    section: '§5.3, Figure 2: State',
    property: PERSISTENT_STATE,
    cases: ['2C/Promises'],
    edits: [
      raft(
        `    this.log.append({ term, command });
    this.persist();`,
        `    this.log.append({ term, command });
    setTimeout(() => this.persist(), 20);`,
      ),
    ],
  },
  {
    id: 'P9',
    what: 'entries that replace as many others, or more, are acknowledged and not saved',
    section: '§5.3, Figure 2: State',
    property: PERSISTENT_STATE,
    cases: ['ReplacedAcrossCrash'],
    edits: [
      raft(
        '    if (this.log.merge(args.prevLogIndex, args.entries)) this.persist();',
        `    const { index } = this.log.last;
    if (this.log.merge(args.prevLogIndex, args.entries) && this.log.last.index > index) {
      this.persist();
    }`,
      ),
    ],
  },
  {
    id: 'P10',
    what: 'a vote is saved with its term only: not when the term was on disk without a vote before',
    section: '§5.2, Figure 2: State',
    property: PERSISTENT_STATE,
    cases: ['VoteAfterTermAcrossCrash'],
    edits: [
      raft(
        `RequestVoteReply {
    this.observeTerm(args.term);`,
        `RequestVoteReply {
    const isNew = args.term > this.currentTerm;
    this.observeTerm(args.term);`,
      ),
      raft(
        `    this.votedFor = args.candidateId;
    this.persist();`,
        `    this.votedFor = args.candidateId;
    if (isNew) this.persist();`,
      ),
    ],
  },
];
