/** The simulator's own verdicts: runs that never end, in the words of what was awaited. */
import { WINDOW } from './caps.ts';
import type { OpenIo } from './files/node-files.ts';
import type { Invocation } from './invocations.ts';
import type { Node } from './node.ts';
import type { Property } from './outcome.ts';

/** A broken rule and its explanation. */
export type Finding = readonly [property: Property, explanation: string];

const ENDLESS_LOOP: Property = { name: 'Endless loop', section: '' };

/**
 * The test has not ended, and nothing comes any more, or nothing in time.
 *
 * @param limit in µs, where that is what ended it
 */
export function endless(
  limit: number | undefined,
  nodes: Iterable<Node>,
  open: readonly Invocation[],
): Finding {
  const [name, what] =
    limit === undefined
      ? ['Deadlock', 'Nothing will ever happen again: no timer is set, no message is on its way.']
      : [VIRTUAL_TIME_LIMIT, `The test has not ended after ${ms(limit)} of virtual time.`];
  return [{ name, section: '' }, `${what}\n${awaited(nodes, open)}`];
}

export function tooManyEvents(node: Node, most: number): Finding {
  return [
    ENDLESS_LOOP,
    `${node.address} had ${most} events within ${ms(WINDOW)} of virtual time: ` +
      `a loop that waits by setImmediate, a timer of zero, or an RPC answered by an RPC`,
  ];
}

/** The node's stack was full when the world was to do something for it. */
export function overflow(node: Node): Finding {
  return [
    { name: 'Exception', section: '', distance: 1 },
    `${node.address}: RangeError: Maximum call stack size exceeded`,
  ];
}

/** What the test itself did wrong. */
export const SLOW_TEST =
  'The test itself did not come to rest: what it does between two awaits takes too long.';
export const ENDLESS_TEST = 'The test sleeps again and again for no time at all.';

/** @param event the number of the event that the watchdog cut */
export function restless(node: Node, event: number, now: number, afterMs: number): Finding {
  return [
    ENDLESS_LOOP,
    `${node.address} did not come to rest: event ${event} at ${ms(now)} was still running after ` +
      `${afterMs} ms of real time. A loop without an await on a timer or an RPC never lets anything ` +
      `else happen.`,
  ];
}

/** Name of the rule that a run breaks which has not ended in time. */
export const VIRTUAL_TIME_LIMIT = 'Virtual time limit';

/** What is still awaited. */
function awaited(nodes: Iterable<Node>, open: readonly Invocation[]): string {
  const lines: string[] = [];
  for (const node of nodes) {
    const running = open.filter((invocation) => invocation.node === node && invocation.running);
    for (const { method, since } of running) {
      lines.push(`${node.address} has not returned from ${method}(), called at ${ms(since)}`);
    }
    for (const [what, { count, since }] of waits(node)) {
      const times = count > 1 ? `${count} replies` : 'a reply';
      lines.push(`${node.address} waits for ${times} to ${what}, since ${ms(since)}`);
    }
    for (const io of node.files?.open.values() ?? []) {
      lines.push(`${node.address} waits for ${named(io)}, since ${ms(io.since)}`);
    }
    if (node.up && node.timers.size > 0) {
      const timers = node.timers.size > 1 ? `${node.timers.size} timers` : 'a timer';
      lines.push(`${node.address} has set ${timers}`);
    }
    if (node.paused) lines.push(`${node.address} is paused: what should happen at it waits`);
    const files = node.files?.open.size ?? 0;
    const idle = node.timers.size + node.calls.size + running.length + files === 0;
    if (node.up && idle) lines.push(`${node.address} is up and idle`);
    if (!node.up && node.incarnation > 0) lines.push(`${node.address} is down`);
  }
  return lines.join('\n');
}

/** As in 'rename tmp-3 → mr-out-3'. */
function named({ op, path, dest }: OpenIo): string {
  return `${op}${path === undefined ? '' : ` ${path}`}${dest === undefined ? '' : ` → ${dest}`}`;
}

/** The open RPCs of a node, those of one method to one server together. */
function waits(node: Node): Map<string, { count: number; since: number }> {
  const found = new Map<string, { count: number; since: number }>();
  for (const { to, method, since } of node.calls.values()) {
    const what = `${method} from ${to}`;
    const wait = found.get(what);
    if (wait === undefined) found.set(what, { count: 1, since });
    else wait.count += 1;
  }
  return found;
}

/** µs as 'n ms'. */
function ms(us: number): string {
  return `${(us / 1000).toFixed(us % 1000 === 0 ? 0 : 3)} ms`;
}
