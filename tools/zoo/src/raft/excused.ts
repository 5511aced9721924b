/** Rows of the zoo that are no mistakes of a Raft server in this lab, and why. */
import type { Excused } from '../bug.ts';
import { raft } from './edits.ts';
import { handPath } from './hands.ts';

export const raftExcused: readonly Excused[] = [
  {
    id: 'R11',
    what: 'an old rejection lowers nextIndex to or below matchIndex',
    section: '§5.3',
    argument:
      'It costs a retransmission and nothing else. nextIndex only says what to send next; what a ' +
      'follower holds is said by matchIndex, which stays (R10 is the mistake of lowering that). The ' +
      "follower ignores the entries that it has, and its reply brings nextIndex back. The paper's own " +
      'TLA+ specification does it: HandleAppendEntriesResponse sets nextIndex to ' +
      'max(nextIndex - 1, 1) on every rejection, and its safety is proven. A check would accuse ' +
      'Rafts that are right.',
    edits: [
      raft(
        '    if (prevLogIndex !== progress.nextIndex - 1) return; // It answers an earlier attempt.\n',
        '',
      ),
      raft('Math.max(progress.matchIndex + 1, nextIndex);', 'Math.max(1, nextIndex);'),
    ],
  },
  {
    id: 'R15',
    what: 'nextIndex is moved by a rejection that means a higher term',
    section: '§5.1, §5.3',
    argument:
      'The same reply deposes the leader (§5.1), and what it knows of followers ends with its reign: ' +
      'nextIndex is reinitialized after each election (Figure 2, State), so the value is never read. ' +
      'To ignore the term, or to keep nextIndex and matchIndex for a later reign, are mistakes: E15 ' +
      'and E19.',
    edits: [
      raft(
        `    this.observeTerm(reply.term);
    if (this.role.name !== 'leader' || args.term !== this.currentTerm) return; // Stale.
    if (progress.awaited && number >= progress.awaited.number) progress.awaited = null;
    if (reply.success) this`,
        `    if (!reply.success) this.backUp(progress, args, reply);
    this.observeTerm(reply.term);
    if (this.role.name !== 'leader' || args.term !== this.currentTerm) return;
    if (progress.awaited && number >= progress.awaited.number) progress.awaited = null;
    if (reply.success) this`,
      ),
    ],
  },
  {
    id: 'R30',
    what: 'a killed instance goes on sending or persisting',
    section: 'packages/raft/api.ts',
    argument:
      'The contract has no kill(): a crash ends the realm, or the process, in which a server runs, with ' +
      'all of its timers and calls, and a solution has no way out of it. That it does so is tested in ' +
      'the simulator (H1; packages/sim/test/crash.test.ts).',
  },
  {
    id: 'R44',
    what: 'an acknowledgement sets nextIndex back to the entry after it, though later entries are in flight',
    section: '§5.3, Figure 2: nextIndex',
    argument:
      'That is Figure 2 as it stands: a success sets nextIndex to the last acknowledged entry + 1. A ' +
      'leader that also advances nextIndex when it sends, which the paper does not ask for, then sends ' +
      'again what is in flight. The follower ignores what it has, and matchIndex stays. The cost is ' +
      'bounded by the window of messages in flight: 100 commands over links of 50 to 60 ms make 2.0 to ' +
      '3.5 times as many entries as are new. Rafts that are right come to 1.0 (the reference), 2.0 (the ' +
      'hand "student"), 2.6 ("raftscope") and, in one burst, 3.3 ("etcd" without the edit), so a bound ' +
      'that accuses this one would accuse them with it or fit nothing but it.',
    edits: [
      {
        file: 'progress.ts',
        text: '    this.next = Math.max(this.next, index + 1);\n    this.msgAppFlowPaused = false;\n    return true;',
        replacement:
          '    this.next = index + 1;\n    this.msgAppFlowPaused = false;\n    return true;',
      },
    ],
    solution: handPath('etcd'),
  },
  {
    id: 'S13',
    what: 'a restore merges instead of replacing',
    section: '§7',
    argument:
      'It is a mistake of the service, and in this lab the service is ours: a Raft server hands over ' +
      'the bytes of a snapshot as they came, which is checked. In the key/value lab the service is the ' +
      "student's, and there it is planted and caught (3B/RestoreReplaces).",
  },
];
