/**
 * Reads without an entry in the log (§8; dissertation §6.4): a leader first has an entry of its own term
 * committed, so that it knows of all that was committed before; then, for each read, it asks a majority
 * whether it still leads. Right as a whole, and two mistakes when one of the two is missing.
 */
import type { Edit } from '../edit.ts';
import { server } from './edits.ts';

/** What each of the two steps reads like; a mistake leaves one out. */
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
const STILL_LEADS = `
    if (!(await this.stillLeads(term))) return this.notLeader();`;

export function readIndex(steps: { ownEntry: boolean; stillLeads: boolean }): Edit[] {
  return [
    server(
      '    // 4. Executed already; the earlier reply was lost.',
      `    if (command.kind === 'get') return this.read(command.key);
    // 4. Executed already; the earlier reply was lost.`,
    ),
    server(
      '    this.services = { raft: this.rsm.raft, kv: this };',
      `    this.services = { raft: this.rsm.raft, kv: this };
    this.peers = options.peers;
    this.me = options.me;
    const { raft } = this.rsm;
    raft.confirm = async (args) => ({ follows: (await raft.getState()).term <= args.term });`,
    ),
    server(
      '  /** 1. and 2.: the leader appends',
      `  async read(key) {
    const { raft } = this.rsm;
    const { term, isLeader } = await raft.getState();
    if (!isLeader) return this.notLeader();${steps.ownEntry ? OWN_ENTRY : ''}${
      steps.stillLeads ? STILL_LEADS : ''
    }
    return { status: 'OK', response: new Map(this.keyValue.snapshot().store).get(key) ?? '' };
  }

  stillLeads(term) {
    return new Promise((resolve) => {
      let followers = 1;
      setTimeout(() => resolve(false), 300);
      for (const [address, end] of this.peers) {
        if (address === this.me) continue;
        void end.call('confirm', { term }).then((reply) => {
          if (reply?.follows) followers += 1;
          if (2 * followers > this.peers.size) resolve(true);
        });
      }
    });
  }

  /** 1. and 2.: the leader appends`,
    ),
  ];
}
