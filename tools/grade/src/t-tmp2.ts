import { prepare, runCase } from 'harness';
import { raftSuite as suite } from 'raft/suite';
const program = JSON.parse(JSON.stringify(await prepare(suite, suite.reference)));
const names = (process.argv[2] ?? 'all');
const cases = suite.cases.filter((c) => names === 'all' || names.split(',').includes(c.name));
const n = Number(process.argv[3] ?? 20);
const t0 = performance.now();
for (let seed = 1; seed <= n; seed++) {
  const a = performance.now(); let worst = 0;
  for (const test of cases) { const b = performance.now(); const v = await runCase(test, { suite, program, seed }); worst = Math.max(worst, performance.now() - b); if (v.status !== "pass") console.log(v.case, v.status); }
  if (seed % Math.ceil(n/8) === 0) { const m = process.memoryUsage(); console.log(seed, 'ms/lap', (performance.now()-a).toFixed(0), 'worst', worst.toFixed(0), 'rss', (m.rss/2**20).toFixed(0), 'heap', (m.heapUsed/2**20).toFixed(0), 'ext', (m.external/2**20).toFixed(0), 'ab', (m.arrayBuffers/2**20).toFixed(0)); }
}
console.log('mean lap', ((performance.now()-t0)/n).toFixed(0), JSON.stringify(process.cpuUsage()));
