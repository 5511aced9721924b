/** The target and the labs that the user means, from what was typed and from where. */
import { resolve } from 'node:path';
import { labAt } from './invocation.ts';
import type { Target } from './submission.ts';

interface Typed {
  readonly reference?: boolean;
  readonly submission?: string;
  readonly raft?: 'own' | 'reference';
}

/** @param from folder in which the user stands; a relative path begins there */
export function targetOf({ reference, submission, raft }: Typed, from: string): Target {
  if (reference === true) return { kind: 'reference' };
  const ours = raft === 'reference' ? { raft } : {};
  if (submission === undefined) return { kind: 'labs', ...ours };
  return { kind: 'submission', given: submission, folder: resolve(from, submission), ...ours };
}

/** The labs that were named, else the one in whose folder the user stands, else none: all. */
export function labsOf(named: readonly string[], from: string): readonly string[] {
  const here = labAt(from);
  return named.length > 0 || here === undefined ? named : [here];
}

/** How the report names the target: 'labs', 'reference', or the folder. */
export function nameOf(target: Target): string {
  return target.kind === 'submission' ? target.folder : target.kind;
}

/** The options that bring a later command to the same code and the same network. */
export function optionsOf(target: Target, delayMs = 0): string {
  return `${codeOf(target)}${delayMs === 0 ? '' : ` --delay ${delayMs}ms`}`;
}

function codeOf(target: Target): string {
  if (target.kind === 'reference') return ' --reference';
  const raft = target.raft === undefined ? '' : ` --raft ${target.raft}`;
  if (target.kind !== 'submission') return raft;
  const plain = /^[\w./@:+-]+$/.test(target.given);
  return ` --submission ${plain ? target.given : `'${target.given.replaceAll("'", `'\\''`)}'`}${raft}`;
}
