/** Rafts that are right but different: no check may accuse them. Edits of the reference. */
import type { Planted } from './plant.ts';

function timers(heartbeat: number, least: number, most: number): Planted['edits'] {
  return [
    ['HEARTBEAT_MS = 100', `HEARTBEAT_MS = ${heartbeat}`],
    ['{ least: 400, most: 800 }', `{ least: ${least}, most: ${most} }`],
  ];
}

/** Heartbeats carry all entries that are not acknowledged, as far as they are not in the snapshot. */
const ALL_ENTRIES = [
  '(follower, []);',
  '(follower, this.log.from(Math.max(follower.nextIndex, this.log.base.index + 1)));',
] as const;

export interface Variant extends Planted {
  /** The cases that it may fail: what is named after its difference. */
  readonly fails?: RegExp;
}

export const variants: readonly Variant[] = [
  { id: 'slow', what: 'timeouts of 1500–3000 ms', file: 'raft.ts', edits: timers(500, 1500, 3000) },
  { id: 'fast', what: 'timeouts of 150–300 ms', file: 'raft.ts', edits: timers(50, 150, 300) },
  {
    id: 'lazy',
    what: 'new entries wait for the next heartbeat',
    file: 'raft.ts',
    edits: [
      [
        '    if (this.log.last.index < follower.nextIndex',
        '    if (follower.nextIndex > this.log.base.index',
      ],
      ALL_ENTRIES,
    ],
  },
  {
    id: 'full heartbeats',
    what: 'heartbeats carry all entries that are not acknowledged',
    file: 'raft.ts',
    edits: [ALL_ENTRIES],
  },
  {
    id: 'no fast backup',
    what: 'one step back for each rejection',
    fails: /FastBackup/,
    file: 'log.ts',
    edits: [['    const { last } = this;\n    if (last.index <', '    return {};\n    if (0 <']],
  },
  {
    id: 'async',
    what: 'handlers and methods take their time, and messages have fields of their own',
    file: 'raft.ts',
    edits: [
      [
        'export const makeRaft: MakeRaft = (options) => new Raft(options);',
        `const pause = () => new Promise((done) => setTimeout(done, 3 * Math.random()));
export const makeRaft: MakeRaft = (options) => {
  const raft = new Raft(options);
  const later = (run) => async (args) => (await pause(), { ...run.call(raft, args), mine: 1 });
  return {
    start: later(raft.start),
    getState: later(raft.getState),
    requestVote: later(raft.requestVote),
    appendEntries: later(raft.appendEntries),
    installSnapshot: later(raft.installSnapshot),
    snapshot: async (index, data) => (await pause(), raft.snapshot(index, data)),
  };
};`,
      ],
    ],
  },
  {
    id: 'pre-vote',
    what: 'asks whether it would be elected before it stands, by an RPC of its own',
    file: 'raft.ts',
    edits: [
      ['() => this.startElection());', '() => this.canvass());'],
      [
        '  /** Ask all others for their votes (§5.2). */',
        `  private canvass(): void {
    this.resetElectionTimer();
    const { index, term } = this.log.last;
    const args = { nextTerm: this.currentTerm + 1, index, term };
    const supporters = new Set([this.me]);
    for (const [address, end] of this.others) {
      void end.call('preVote', args).then((reply) => {
        if (reply?.yes && args.nextTerm === this.currentTerm + 1) supporters.add(address);
        if (this.role.name === 'leader' || !this.isMajority(supporters.size)) return;
        supporters.clear();
        this.startElection();
      });
    }
  }

  preVote({ nextTerm, index, term }) {
    return { yes: nextTerm > this.currentTerm && this.log.isUpToDate({ index, term }) };
  }

  /** Ask all others for their votes (§5.2). */`,
      ],
    ],
  },
];
