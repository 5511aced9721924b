/** The final names of the contract. */
import { DIR } from './job.ts';
import type { TaskId } from '../api.ts';

/** What has a final name: a part of a map task's output, or the output of a reduce task. */
export interface Final extends TaskId {
  /** Its place among the files of the task. */
  readonly part: number;
}

/** What a path is the final name of; `undefined` when it is something else. */
export function finalOf(path: string): Final | undefined {
  const [, map, part, reduce] = PATTERN.exec(path) ?? [];
  if (map !== undefined) return { kind: 'map', number: Number(map), part: Number(part) };
  return reduce === undefined ? undefined : { kind: 'reduce', number: Number(reduce), part: 0 };
}

const PATTERN = new RegExp(`^${DIR}/mr-(?:(\\d+)-(\\d+)|out-(\\d+))$`);

/** The final names of a task's files, in order. */
export function finalNames({ kind, number }: TaskId, nReduce: number): string[] {
  if (kind === 'reduce') return [outputOf(number)];
  return Array.from({ length: nReduce }, (_, part) => intermediateOf(number, part));
}

export function outputOf(reduce: number): string {
  return `${DIR}/mr-out-${reduce}`;
}

export function intermediateOf(map: number, reduce: number): string {
  return `${DIR}/mr-${map}-${reduce}`;
}
