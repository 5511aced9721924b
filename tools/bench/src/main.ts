/**
 * `pnpm bench [name…]`: what our promises about speed are worth on this machine. The exit code is 1 when
 * one is missed by more than the noise, 2 for a benchmark that does not exist.
 */
import 'harness/require-node';
import { cpus } from 'node:os';
import Table from 'cli-table3';
import type { Benchmark } from './benchmark.ts';
import { figure8 } from './figure8.ts';
import { cellsOf, judge } from './judge.ts';
import { kernel } from './kernel.ts';
import { kvraft } from './kvraft.ts';
import { linearizability } from './linearizability.ts';
import { longLog } from './long-log.ts';
import { mapreduce } from './mapreduce.ts';
import { startUp } from './start-up.ts';
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
  startUp,
];

const names = process.argv.slice(2);
const unknown = names.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name));
if (unknown.length > 0) {
  const known = benchmarks.map(({ name, about }) => `  ${name.padEnd(15)} ${about}`).join('\n');
  console.error(`There is no benchmark ${unknown.join(', ')}. There are:\n${known}`);
  process.exit(2);
}

const missed: string[] = [];
console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}`);
for (const benchmark of benchmarks) {
  const { name, about } = benchmark;
  if (names.length > 0 && !names.includes(name)) continue;
  const head = [about, 'median', 'spread', 'goal', ''];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const row of await benchmark.run()) {
    table.push(cellsOf(row));
    if (judge(row) === 'missed') missed.push(`${name}: ${row.what}`);
  }
  console.log(table.toString());
}
if (missed.length > 0) {
  console.error(`Missed by more than the noise:\n${missed.map((row) => `  ${row}`).join('\n')}`);
  process.exitCode = 1;
}
