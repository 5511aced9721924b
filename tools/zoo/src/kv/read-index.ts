/**
 * Reads without an entry in the log (§8; dissertation §6.4): a leader first has an entry of its own term
 * committed, so that it knows of all that was committed before; then it makes sure that it still leads.
 * Each way to do so is right as a whole, and a mistake when a step of it is missing.
 */
import type { Edit } from '../edit.ts';
import { clerk, server } from './edits.ts';

/** What makes a leader sure, when a read arrives, that nobody else leads. */
type Sure =
  /** Its own belief. */
  | 'believes'
  /** It asks the others, and a majority says yes. */
  | 'asks'
  /** A majority acknowledges a heartbeat from now on, one that was sent before perhaps. */
  | 'hears'
  /** A lease: a majority has acknowledged a heartbeat that was sent less than 200 ms ago. */
  | 'lease'
  /** The same, but the time counts from the acknowledgement. */
  | 'late lease';

interface Steps {
  /** True if an entry of its own term is committed first. */
  readonly ownEntry: boolean;
  readonly sure: Sure;
}

const OWN_ENTRY = `
    if (this.readable !== term) {
      const command = { kind: 'get', key: '' };
      const nobody = { kind: 'clientRequest', clientId: 'nobody', sequenceNum: 0, command };
      const submitted = await this.rsm.submit(nobody);
      if (submitted.status !== 'OK') return this.notLeader();
      const now = await raft.getState();
      if (!now.isLeader || now.term !== term) return this.notLeader();
      this.readable = term;
    }`;

const IS_SURE: Record<Sure, string> = {
  believes: 'return true;',
  asks: `return new Promise((resolve) => {
      let followers = 1;
      setTimeout(() => resolve(false), 300);
      for (const [address, end] of this.peers) {
        if (address === this.me) continue;
        void end.call('confirm', { term }).then((reply) => {
          if (reply?.follows) followers += 1;
          if (2 * followers > this.peers.size) resolve(true);
        });
      }
    });`,
  hears: `return new Promise((resolve) => {
      const followers = new Set();
      setTimeout(() => resolve(false), 300);
      this.readers.add((address, acknowledged) => {
        if (acknowledged === term) followers.add(address);
        if (2 * (followers.size + 1) > this.peers.size) resolve(true);
      });
    });`,
  lease: LEASE('sentAt'),
  'late lease': LEASE('receivedAt'),
};

function LEASE(from: string): string {
  return `const now = performance.now();
    const acks = [...this.acks.values()].filter((ack) => ack.term === term && now - ack.${from} < 200);
    return 2 * (acks.length + 1) > this.peers.size;`;
}

/** The server hears of the acknowledgements of its heartbeats, and keeps the promise of a lease. */
const LISTEN = `
    this.acks = new Map();
    this.readers = new Set();
    const peers = new Map(
      [...options.peers].map(([address, end]) => {
        const call = async (method, args) => {
          const sentAt = performance.now();
          const reply = await end.call(method, args);
          if (method !== 'appendEntries' || reply?.term !== args.term) return reply;
          this.acks.set(address, { term: args.term, sentAt, receivedAt: performance.now() });
          for (const reader of this.readers) reader(address, args.term);
          return reply;
        };
        return [address, { call }];
      }),
    );`;
const PROMISE = `
    let heardAt = performance.now();
    const { appendEntries, requestVote } = raft;
    raft.appendEntries = (args) => {
      heardAt = performance.now();
      return appendEntries.call(raft, args);
    };
    raft.requestVote = async (args) => {
      if (performance.now() - heardAt > 300) return requestVote.call(raft, args);
      return { term: (await raft.getState()).term, voteGranted: false };
    };`;

export function readIndex({ ownEntry, sure }: Steps): Edit[] {
  const hears = sure === 'hears' || sure === 'lease' || sure === 'late lease';
  return [
    server(
      '    // 4. Executed already; the earlier reply was lost.',
      `    if (command.kind === 'get') return this.read(command.key);
    // 4. Executed already; the earlier reply was lost.`,
    ),
    // Such a read does not renew the session on the servers.
    clerk(
      'session.lastActive = started;',
      "if (command.kind !== 'get') session.lastActive = started;",
    ),
    server(
      '    this.rsm = new Rsm(options, this.keyValue);',
      hears
        ? `${LISTEN}
    this.rsm = new Rsm({ ...options, peers }, this.keyValue);`
        : '    this.rsm = new Rsm(options, this.keyValue);',
    ),
    server(
      '    this.services = { raft: this.rsm.raft, kv: this };',
      `    this.services = { raft: this.rsm.raft, kv: this };
    this.peers = options.peers;
    this.me = options.me;
    const { raft } = this.rsm;
    raft.confirm = async (args) => ({ follows: (await raft.getState()).term <= args.term });${
      sure === 'lease' || sure === 'late lease' ? PROMISE : ''
    }`,
    ),
    server(
      '  /** 1. and 2.: the leader appends',
      `  async read(key) {
    const { raft } = this.rsm;
    const { term, isLeader } = await raft.getState();
    if (!isLeader) return this.notLeader();${ownEntry ? OWN_ENTRY : ''}
    if (!(await this.isSure(term))) return this.notLeader();
    return { status: 'OK', response: new Map(this.keyValue.snapshot().store).get(key) ?? '' };
  }

  async isSure(term) {
    ${IS_SURE[sure]}
  }

  /** 1. and 2.: the leader appends`,
    ),
  ];
}
