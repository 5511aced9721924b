/** What a hunt is for: any edits of the reference. */
import type { Planted } from './planted.ts';

export interface Target extends Planted {
  /** What has to catch it; absent for what is right, and where nobody has said so yet. */
  readonly expected?: {
    /** Name of the rule that the failure must give. */
    readonly property: string;
    /** Names of the cases that run first. */
    readonly cases: readonly string[];
  };
  /** Cases that are left out, by their ids: they are named after what is different. */
  readonly without?: RegExp;
}
