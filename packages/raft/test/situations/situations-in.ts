import { Leaders } from '../../suite/ledgers/leaders.ts';
import { LogTree } from '../../suite/ledgers/log-tree.ts';
import { Reigns } from '../../suite/ledgers/reigns.ts';
import { watchForSituations } from '../../suite/situations/index.ts';
import { Story } from '../story.ts';

export interface Tale {
  /** Servers. Default: 3. */
  readonly size?: number;
  /** Index of the last entry in the snapshot of each server; none: 0. */
  readonly snapshots?: Readonly<Record<string, number>>;
}

/** The ids of the situations that a story meets. */
export function situationsIn(tell: (story: Story) => void, tale: Tale = {}): string[] {
  const { size = 3, snapshots = {} } = tale;
  const story = new Story(size);
  const tree = new LogTree(story.run, new Leaders(story.run));
  const reigns = new Reigns(story.run, tree);
  const reached = new Set<string>();
  const asked = { tree, reigns, snapshots: { index: (server: string) => snapshots[server] ?? 0 } };
  const watchers = watchForSituations(story.run, asked, (id) => void reached.add(id));
  story.listen(tree, reigns, ...watchers);
  tell(story);
  return [...reached];
}
