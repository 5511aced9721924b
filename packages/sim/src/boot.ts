/** What a node is told when it starts. */
import type { Decisions } from './decisions.ts';
import type { Node } from './node.ts';
import { encode } from './plain.ts';
import type { Boot } from './waist.ts';

/** An encoded {@link Boot}, as it goes into the trace hash. */
export function encodeBoot(node: Node, decisions: Decisions): string {
  const stream = `${node.address}/${node.incarnation} random`;
  const { args, disk } = node;
  const { state, snapshot } = disk;
  const boot = {
    address: node.address,
    incarnation: node.incarnation,
    seed: decisions.word(stream),
    overrides: decisions.drawsOf(stream),
    state,
    snapshot,
    files: node.files === undefined ? undefined : true,
  };
  const text = encode(boot satisfies Omit<Boot, 'args'>);
  return args === '' ? text : withField(text, 'args', args);
}

/** A field more in an encoded object that has some. */
export function withField(object: string, name: string, value: string): string {
  return `${object.slice(0, -1)},"${name}":${value}}`;
}
