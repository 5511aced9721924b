/** Inside a node: client ends made of the node's connection to its world, and puppets. */
import type { NodeContext } from 'sim/guest';
import type { ArgsOf, ClientEnd, MethodOf, ReplyOf } from '../src/client-end.ts';

export type { ClientEnd } from '../src/client-end.ts';
export { puppet, type PuppetRequest } from './puppet.ts';

/**
 * A client end of a service at an address.
 *
 * @param service its name there: requests go to `service.method`
 */
export function clientEnd<Service>(
  node: NodeContext,
  address: string,
  service: string,
): ClientEnd<Service> {
  // Made once: text that was put together anew has to be looked into wherever a name is looked up.
  const names = new Map<string, string>();
  const nameOf = (method: string): string => {
    let name = names.get(method);
    if (name === undefined) names.set(method, (name = `${service}.${method}`));
    return name;
  };
  return {
    call: <M extends MethodOf<Service>>(method: M, args: ArgsOf<Service, M>) =>
      node.call(address, nameOf(method), args) as Promise<ReplyOf<Service, M> | undefined>,
  };
}
