/** Runs fixtures in a world of their own. */
import { fileURLToPath } from 'node:url';
import { bundle, type Program } from '../src/bundle.ts';
import type { Outcome } from '../src/outcome.ts';
import { patiently } from '../src/driver.ts';
import { pipe } from '../src/pipe.ts';
import { realm } from '../src/realm.ts';
import { toSource } from '../src/source.ts';
import type { WorldOptions } from '../src/options.ts';
import { World } from '../src/world.ts';
import { SimpleWire } from './simple-wire.ts';

export const FIXTURES = fileURLToPath(new URL('./fixtures/', import.meta.url));

/** Bundles a file of `fixtures/`. */
export function prepare(file: string, allowedImports: readonly string[] = []): Promise<Program> {
  return bundle({
    adapter: `${FIXTURES}adapter.ts`,
    subject: 'subject:fixture',
    path: `${FIXTURES}${file}`,
    allowedImports,
  });
}

export interface Ran extends Outcome {
  readonly hash: string;
  readonly marks: Int32Array;
  readonly events: number;
  /** Virtual time at the end, µs. */
  readonly now: number;
}

export type Options = Partial<WorldOptions> & { readonly behind?: 'pipe' };

/** Runs a test in a world of that program's nodes, again if it was starved, and says how it ended. */
export function run(
  program: Program,
  test: (world: World) => Promise<void>,
  options: Options = {},
): Promise<Ran> {
  return patiently((patience) => runOnce(program, test, options, patience));
}

async function runOnce(
  program: Program,
  test: (world: World) => Promise<void>,
  { behind, ...options }: Options,
  patience: number,
): Promise<Ran> {
  const pipes = behind === 'pipe' ? pipe(program, options.watchdogMs) : undefined;
  const world = new World({
    seed: 1,
    limit: 60_000_000,
    transport: pipes?.transport ?? ((_address, emit) => realm(program, emit, options.drain)),
    ...options,
    ...(pipes && { watchdogMs: 0 }),
    patience,
  });
  new SimpleWire(world);
  try {
    const outcome = await world.run(() => test(world));
    const { explanation, status } = outcome;
    return {
      ...outcome,
      ...(explanation &&
        status === 'fail' && { explanation: toSource(program, explanation, FIXTURES) }),
      hash: world.hash.digest(),
      marks: world.marks,
      events: world.eventNumber,
      now: world.now,
    };
  } finally {
    pipes?.close();
  }
}

/** The usual test of a healthy subject: three nodes for a while, one of which crashes. */
export async function gossip(world: World): Promise<void> {
  const peers = ['S1', 'S2', 'S3'];
  const args = { peers };
  await Promise.all(peers.map((peer) => world.boot(peer, args)));
  await world.sleep(100_000);
  world.crash('S2');
  await world.sleep(30_000);
  await world.boot('S2', args);
  await world.invoke('S1', 'sleepy', [30]);
  await world.invoke('S2', 'heard', []);
}

/** A short test of `calm.ts`. */
export async function calm(world: World): Promise<void> {
  await Promise.all([world.boot('S1', {}), world.boot('S2', {})]);
  await world.sleep(100_000);
  const heard = await world.invoke('S1', 'heard', []);
  if (heard !== 9) throw new Error(`S1 heard ${JSON.stringify(heard)} replies instead of 9`);
}
