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
 * Boots the node and asks it, one request after another.
 *
 * @param host makes its host; what it emits is looked at here and nowhere else
 * @returns the replies; `undefined` where it did not answer at once
 */
export function ask(
  probe: Node,
  host: (emit: Emit) => NodeHost,
  decisions: Decisions,
  now: number,
  requests: readonly ProbeRequest[],
): Plain[] | Promise<Plain[]> {
  const replies: Plain[] = requests.map(() => undefined);
  let asked = -1;
  const guest = host((op, a, b) => {
    if (op === 'respond' && a === asked) replies[asked] = decode(b as string);
  });
  probe.host = guest;
  const askRest = (): Plain[] | Promise<Plain[]> => {
    for (asked += 1; asked < requests.length; asked++) {
      const { from, method, args } = requests[asked] as ProbeRequest;
      const done = guest.deliver(now, 'request', asked, from, method, encode(args));
      if (done !== undefined) return done.then(askRest);
    }
    guest.end();
    return replies;
  };
  const booted = guest.deliver(now, 'boot', encodeBoot(probe, decisions));
  return booted === undefined ? askRest() : booted.then(askRest);
}
