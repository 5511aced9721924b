/** E38 and R33 to R36: what is sent again and again, though nothing is missing or nobody answers. */
import { ASK_UNTIL_ANSWERED, CALL_STORM, SEND_WHAT_IS_MISSING } from 'raft/suite/properties';
import type { Bug } from '../../bug.ts';
import { raft } from '../edits.ts';

const APPEND_REPLY = '    if (reply) this.onAppendEntriesReply(progress, { number, args }, reply);';

export const wasteBugs: readonly Bug[] = [
  {
    id: 'E38',
    what: 'a refused vote is asked for again at once, in the same term',
    section: '§5.2',
    property: ASK_UNTIL_ANSWERED,
    cases: ['RefusedVotes'],
    edits: [
      raft(
        '    if (reply.voteGranted) this.role.votes.add(voter);\n',
        `    if (reply.voteGranted) this.role.votes.add(voter);
    else void this.askForVote(voter, this.others.get(voter), args);
`,
      ),
    ],
  },
  {
    id: 'R33',
    what: 'nextIndex stays low after a late rejection: the rest of the log goes with every message',
    section: '§5.3, Figure 2: nextIndex',
    property: SEND_WHAT_IS_MISSING,
    cases: ['StaleRejection'],
    edits: [
      raft(
        '    if (prevLogIndex !== progress.nextIndex - 1) return; // It answers an earlier attempt.\n',
        '',
      ),
      raft(
        'progress.nextIndex = Math.max(progress.matchIndex + 1, nextIndex);',
        'progress.nextIndex = Math.max(1, nextIndex);',
      ),
      raft(
        'this.acknowledge(progress, args.prevLogIndex + args.entries.length);',
        `{
      const { matchIndex, nextIndex } = progress;
      this.acknowledge(progress, args.prevLogIndex + args.entries.length);
      if (nextIndex <= matchIndex) progress.nextIndex = nextIndex;
    }`,
      ),
      raft(
        `    this.advanceCommitIndex(this.role.progress);
    this.catchUp(progress);`,
        `    this.advanceCommitIndex(this.role.progress);
    if (progress.matchIndex < this.log.last.index) this.catchUp(progress);`,
      ),
    ],
  },
  {
    id: 'R34',
    what: 'a loss sets nextIndex back to the start of the log',
    section: '§5.3, Figure 2: nextIndex',
    property: SEND_WHAT_IS_MISSING,
    cases: ['LostCalls'],
    edits: [
      raft(
        APPEND_REPLY,
        `${APPEND_REPLY}
    else if (this.role.name === 'leader' && args.term === this.currentTerm) {
      progress.nextIndex = this.log.base.index + 1;
      progress.awaited = null;
      this.catchUp(progress);
    }`,
      ),
    ],
  },
  {
    id: 'R35',
    what: 'a call that failed is made again at once, in chains that heartbeats multiply',
    section: '§5.3, §5.6',
    property: CALL_STORM,
    cases: ['SilentFollower'],
    edits: [
      raft(
        APPEND_REPLY,
        `${APPEND_REPLY}
    else if (this.role.name === 'leader' && args.term === this.currentTerm) {
      void this.replicate(progress, entries);
    }`,
      ),
    ],
  },
  {
    id: 'R36',
    what: 'requests are kept in a table until they succeed, and all go out again with each heartbeat',
    section: '§5.3, §5.6',
    property: CALL_STORM,
    cases: ['SilentFollower'],
    edits: [
      raft(
        '    for (const progress of this.role.progress) void this.replicate(progress, []);',
        `    for (const progress of this.role.progress) {
      for (const send of progress.table ?? []) send();
      void this.replicate(progress, []);
    }`,
      ),
      raft(
        "    const reply = await progress.end.call('appendEntries', args);\n",
        `    const table = (progress.table ??= new Set());
    const send = async () => {
      const answer = await progress.end.call('appendEntries', args);
      if (answer) table.delete(send);
      return answer;
    };
    table.add(send);
    const reply = await send();
`,
      ),
    ],
  },
];
