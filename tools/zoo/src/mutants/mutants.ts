/**
 * Mutants: the reference with one operator, condition, literal, call or statement changed. They are
 * made from the syntax tree by the instrumenter of Stryker, with Stryker's names for the changes; what
 * it leaves out, the removal of an assignment, is added here.
 *
 * Stryker itself runs test runners on instrumented sources. Ours are bundled for a realm each, so the
 * mutants are planted one by one like the bugs of the zoo.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from '@babel/parser';
import { Instrumenter } from '@stryker-mutator/instrumenter';
import { raftSuite } from 'raft/suite';
import type { RaftFile } from '../raft/edits.ts';
import type { Target } from '../target.ts';

export interface Mutant extends Target {
  readonly file: RaftFile;
  /** From 1. */
  readonly line: number;
  /** The line as the reference has it, without indentation. */
  readonly source: string;
  /** The method that it stands in; '' outside of all. */
  readonly method: string;
  /** Kind of change: 'ConditionalExpression'. */
  readonly mutator: string;
  /** What is there, and what takes its place. */
  readonly was: string;
  readonly now: string;
}

/** A text of a file, by its place. */
interface Change {
  readonly mutator: string;
  readonly start: number;
  readonly end: number;
  readonly now: string;
}

const FILES: readonly RaftFile[] = ['raft.ts', 'log.ts'];

/** All mutants of the reference, in the order of the text. */
export async function allMutants(): Promise<Mutant[]> {
  const mutants: Mutant[] = [];
  for (const file of FILES) {
    const text = readFileSync(join(dirname(raftSuite.reference), file), 'utf8');
    const changes = [...(await ofStryker(file, text)), ...withoutAssignments(text)];
    changes.sort((a, b) => a.start - b.start || a.end - b.end);
    mutants.push(...changes.map((change) => toMutant(file, text, change)));
  }
  return numbered(mutants);
}

/** Two changes of one line by the same mutator are told apart by a number. */
function numbered(mutants: readonly Mutant[]): Mutant[] {
  const count = new Map<string, number>();
  return mutants.map((mutant) => {
    const n = (count.get(mutant.id) ?? 0) + 1;
    count.set(mutant.id, n);
    return n === 1 ? mutant : { ...mutant, id: `${mutant.id}#${n}` };
  });
}

function toMutant(file: RaftFile, text: string, { mutator, start, end, now }: Change): Mutant {
  const before = text.slice(0, start).split('\n');
  const line = before.length;
  const source = text.split('\n')[line - 1]?.trim() ?? '';
  const was = text.slice(start, end);
  const mutated = text.slice(0, start) + now + text.slice(end);
  return {
    id: `${file}:${line}:${mutator}`,
    what: `${mutator}: ${was} → ${now}`,
    edits: [{ file, text, replacement: mutated }],
    file,
    line,
    source,
    method: methodAt(before),
    mutator,
    was,
    now,
  };
}

/** The last method that begins in these lines, as our formatter indents them. */
function methodAt(lines: readonly string[]): string {
  const begins = /^ {2}(?:private )?(?:async )?(?:get )?(\w+)\(/;
  return begins.exec(lines.findLast((line) => begins.test(line)) ?? '')?.[1] ?? '';
}

async function ofStryker(name: string, content: string): Promise<Change[]> {
  const instrumenter = new Instrumenter(silent);
  const options = { plugins: null, excludedMutations: [], ignorers: [], mutator: {} };
  const { mutants } = await instrumenter.instrument(
    [{ name, content, mutate: true }],
    options as never,
  );
  const lines = content.split('\n');
  const offset = ({ line, column }: { line: number; column: number }): number =>
    lines.slice(0, line).reduce((sum, text) => sum + text.length + 1, column);
  return mutants.map(({ mutatorName, replacement, location }) => ({
    mutator: mutatorName,
    start: offset(location.start),
    end: offset(location.end),
    now: replacement,
  }));
}

const nothing = (): void => {};
const never = (): boolean => false;
/** The instrumenter wants a logger. */
const silent = {
  isTraceEnabled: never,
  isDebugEnabled: never,
  isInfoEnabled: never,
  isWarnEnabled: never,
  isErrorEnabled: never,
  isFatalEnabled: never,
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  fatal: nothing,
};

/** As much of a syntax tree as is looked at. */
interface Tree {
  readonly type?: string;
  readonly start?: number;
  readonly end?: number;
  readonly expression?: Tree;
}

/** Each statement that is an assignment or a step (`i += 1`), gone. */
function withoutAssignments(text: string): Change[] {
  const changes: Change[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { type, start, end, expression } = value as Tree;
    if (type === 'ExpressionStatement' && /^(Assignment|Update)/.test(expression?.type ?? '')) {
      changes.push({ mutator: 'AssignmentRemoval', start: start ?? 0, end: end ?? 0, now: ';' });
    }
    for (const part of Object.values(value)) visit(part);
  };
  visit(parse(text, { sourceType: 'module', plugins: ['typescript'] }).program);
  return changes;
}
