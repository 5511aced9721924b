/** Ends its process in a third of all calls, and in another third takes up to 10 s. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { EmitPair, EmitValue, Values } from 'mr';
import * as nocrash from './nocrash.ts';

export const input = 'file';

/** ms */
const SLOW = 10_000;

async function maybeCrash(): Promise<void> {
  const chance = Math.random();
  if (chance < 0.33) process.exit(1);
  if (chance < 0.66) await sleep(SLOW * Math.random());
}

export async function map(file: string, content: string, emit: EmitPair): Promise<void> {
  await maybeCrash();
  nocrash.map(file, content, emit);
}

export async function reduce(key: string, values: Values, emit: EmitValue): Promise<void> {
  await maybeCrash();
  await nocrash.reduce(key, values, emit);
}
