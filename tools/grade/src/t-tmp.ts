import { prepare, runCase } from 'harness';
import { raftSuite as suite } from 'raft/suite';
const program = await prepare(suite, suite.reference);
const test = suite.cases.find((c) => c.name === (process.argv[2] ?? 'InitialElection'))!;
const t: number[] = [];
for (let seed = 1; seed <= Number(process.argv[3] ?? 200); seed++) {
  const a = performance.now();
  const v = await runCase(test, { suite, program, seed });
  t.push(performance.now() - a);
  if (v.status !== 'pass') console.log(v);
  if (seed % 50 === 0) { const m = process.memoryUsage(); console.log(seed, 'rss', (m.rss/2**20).toFixed(0), 'heap', (m.heapUsed/2**20).toFixed(0), 'ext', (m.external/2**20).toFixed(0), 'ab', (m.arrayBuffers/2**20).toFixed(0)); }
}
t.sort((a, b) => a - b);
console.log('p50', t[t.length>>1]!.toFixed(1), 'p95', t[Math.floor(t.length*.95)]!.toFixed(1), 'mean', (t.reduce((a,b)=>a+b)/t.length).toFixed(1), 'program', program.code.length);
