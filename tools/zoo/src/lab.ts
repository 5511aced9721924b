/** A lab of the zoo: its suite, and what is planted into its reference. */
import type { Suite } from 'harness';
import type { Bug, Excused, Variant } from './bug.ts';
import type { Game } from './game.ts';

export interface Lab {
  /** As `pnpm grade` has it; and the game with all cases and all checks. */
  readonly name: Game;
  /** A headline. */
  readonly title: string;
  /** What a solution is called, in the singular. */
  readonly solution: string;
  readonly suite: Suite;
  /** In the order of their ids. */
  readonly bugs: readonly Bug[];
  /** Rows that are no mistakes here. */
  readonly excused: readonly Excused[];
  readonly variants: readonly Variant[];
  /** What the Go course has of the suite; absent: not compared. */
  readonly goCourse?: Game;
}
