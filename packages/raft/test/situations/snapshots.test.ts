import { describe, expect, it } from 'vitest';
import type { Story } from '../story.ts';
import { situationsIn } from './situations-in.ts';

/** S2 has two entries of term 1, and maybe a snapshot, when that arrives. */
const arrives = (line: string, snapshot = 0) =>
  situationsIn(
    (story) => {
      story.exchange('S1→S2 AppendEntries t1 prev=0@0 [1@1 2@1] commit=0', 'ok t1');
      story.deliver(story.call(line));
    },
    { snapshots: { S2: snapshot } },
  );

describe('install-over-conflict', () => {
  it('is seen when the last entry of the snapshot is another one in the log', () => {
    const seen = arrives('S3→S2 InstallSnapshot t2 last=2@2 [1@1 2@2]');
    expect(seen).toContain('install-over-conflict');
  });

  it('is not seen when the log has that entry, or ends before it, or the leader is old', () => {
    expect(arrives('S3→S2 InstallSnapshot t2 last=2@1 [1@1 2@1]')).not.toContain(
      'install-over-conflict',
    );
    expect(arrives('S3→S2 InstallSnapshot t2 last=3@2 [1@1 2@1 3@2]')).not.toContain(
      'install-over-conflict',
    );
    const old = (story: Story) => {
      story.exchange('S1→S2 AppendEntries t3 prev=0@0 [1@3] commit=0', 'ok t3');
      story.deliver(story.call('S3→S2 InstallSnapshot t2 last=1@2 [1@2]'));
    };
    expect(situationsIn(old)).not.toContain('install-over-conflict');
  });
});

describe('install-for-prefix', () => {
  const line = 'S1→S2 InstallSnapshot t1 last=1@1 [1@1]';

  it('is seen when entries follow in the log', () => {
    expect(arrives(line)).toContain('install-for-prefix');
  });

  it('is not seen when none follow, or when the server has that snapshot', () => {
    expect(arrives('S1→S2 InstallSnapshot t1 last=2@1 [1@1 2@1]')).not.toContain(
      'install-for-prefix',
    );
    expect(arrives(line, 1)).not.toContain('install-for-prefix');
  });
});

describe('old-install-after-new', () => {
  const line = 'S1→S2 InstallSnapshot t1 last=1@1 [1@1]';

  it('is seen when the server has one up to a later entry', () => {
    expect(arrives(line, 2)).toContain('old-install-after-new');
  });

  it('is not seen when it has that one', () => {
    expect(arrives(line, 1)).not.toContain('old-install-after-new');
  });
});

describe('append-inside-snapshot', () => {
  const appended = (places: string) =>
    situationsIn(
      (story) => story.deliver(story.call(`S1→S2 AppendEntries t1 ${places} commit=0`)),
      { snapshots: { S2: 1 } },
    );

  it('is seen when the first entries are in the snapshot', () => {
    expect(appended('prev=0@0 [1@1 2@1]')).toEqual(['append-inside-snapshot']);
  });

  it('is not seen right after the snapshot, or for a heartbeat', () => {
    expect(appended('prev=1@1 [2@1]')).toEqual([]);
    expect(appended('prev=0@0 []')).toEqual([]);
  });
});

describe('leader-from-snapshot', () => {
  const elected = (snapshot: number) =>
    situationsIn(
      (story) => {
        story.call('S1→S2 RequestVote t2 last=2@1');
        story.call('S1→S2 AppendEntries t2 prev=2@1 [] commit=0');
      },
      { snapshots: { S1: snapshot } },
    );

  it('is seen when no entry follows the snapshot', () => {
    expect(elected(2)).toContain('leader-from-snapshot');
  });

  it('is not seen when one does, or without a snapshot', () => {
    expect(elected(1)).not.toContain('leader-from-snapshot');
    expect(elected(0)).not.toContain('leader-from-snapshot');
  });
});

describe('crash-between-install-and-apply', () => {
  const crashes = (how: { saves?: boolean; applies?: boolean; later?: boolean }) => {
    const snapshots = { S2: 1 };
    const tell = (story: Story) => {
      const install = story.call('S1→S2 InstallSnapshot t1 last=3@1 [1@1 2@1 3@1]');
      story.together(() => {
        story.deliver(install);
        if (how.saves) snapshots.S2 = 3;
        if (how.applies) story.apply('S2', 3, 'the snapshot');
        if (!how.later) story.crash('S2');
      });
      if (how.later) story.crash('S2');
    };
    return situationsIn(tell, { snapshots });
  };

  it('is seen when the snapshot is on disk, and was not applied', () => {
    expect(crashes({ saves: true })).toEqual(['crash-between-install-and-apply']);
  });

  it('is not seen before the save, after the apply, or in a later event', () => {
    expect(crashes({})).toEqual([]);
    expect(crashes({ saves: true, applies: true })).toEqual([]);
    expect(crashes({ saves: true, later: true })).toEqual([]);
  });
});
