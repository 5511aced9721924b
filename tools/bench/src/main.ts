/** `pnpm bench [name…]`: what our promises about speed are worth on this machine. */
import 'harness/require-node';
import { cpus } from 'node:os';
import Table from 'cli-table3';
import type { Benchmark } from './benchmark.ts';
import { figure8 } from './figure8.ts';
import { kernel } from './kernel.ts';
import { kvraft } from './kvraft.ts';
import { linearizability } from './linearizability.ts';
import { longLog } from './long-log.ts';
import { mapreduce } from './mapreduce.ts';
import { labrpc, mr, raft } from './suites.ts';

const benchmarks: readonly Benchmark[] = [
  kernel,
  labrpc,
  raft,
  figure8,
  longLog,
  linearizability,
  kvraft,
  mr,
  mapreduce,
];

const names = process.argv.slice(2);
const unknown = names.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name));
if (unknown.length > 0) {
  const known = benchmarks.map(({ name, about }) => `  ${name.padEnd(15)} ${about}`).join('\n');
  console.error(`There is no benchmark ${unknown.join(', ')}. There are:\n${known}`);
  process.exit(2);
}

console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}`);
for (const benchmark of benchmarks) {
  const { name, about } = benchmark;
  if (names.length > 0 && !names.includes(name)) continue;
  const table = new Table({ head: [about, '', 'goal'], style: { head: [], border: [] } });
  for (const { what, value, goal } of await benchmark.run()) table.push([what, value, goal]);
  console.log(table.toString());
}
