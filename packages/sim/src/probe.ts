/**
 * Probes: a throw-away node, booted from a copy of a disk, is asked whether it still stands by what
 * the server has said. Nothing of it reaches the world, the trace or the hash.
 */
import { encodeBoot } from './boot.ts';
import type { Decisions } from './decisions.ts';
import type { Disk } from './disk.ts';
import { type Address, Node } from './node.ts';
import { decode, encode, type Plain } from './plain.ts';
import type { Emit, NodeHost } from './waist.ts';

/** What a probe is asked, as an RPC from another server. */
export interface ProbeRequest {
  readonly from: Address;
  /** `service.method`. */
  readonly method: string;
  readonly args: Plain;
}

const REQUEST_ID = 1;

/** A node that nobody else knows, with that disk, as if the server had crashed and come back. */
export function throwAway(node: Node, disk: Disk): Node {
  // Nothing writes to that disk: what the probe saves is not heard.
  const probe = new Node(node.address, 0, disk);
  probe.incarnation = node.incarnation + 1;
  probe.state = 'up';
  probe.args = node.args;
  return probe;
}

/**
 * Boots the node and asks it.
 *
 * @param host makes its host; what it emits is looked at here and nowhere else
 * @returns the reply; `undefined` when it did not answer at once
 */
export function ask(
  probe: Node,
  host: (emit: Emit) => NodeHost,
  decisions: Decisions,
  now: number,
  request: ProbeRequest,
): Plain | Promise<Plain> {
  let reply: Plain = undefined;
  probe.host = host((op, a, b) => {
    if (op === 'respond' && a === REQUEST_ID) reply = decode(b as string);
  });
  const { host: asked } = probe;
  const { from, method, args } = request;
  const booted = asked.deliver(now, 'boot', encodeBoot(probe, decisions));
  const deliver = (): void | Promise<void> =>
    asked.deliver(now, 'request', REQUEST_ID, from, method, encode(args));
  const answer = (): Plain => {
    asked.end();
    return reply;
  };
  if (booted === undefined) {
    const answered = deliver();
    return answered === undefined ? answer() : answered.then(answer);
  }
  return booted.then(deliver).then(answer);
}
