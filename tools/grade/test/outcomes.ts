/** Outcomes for tests. */
import type { Outcome } from '../src/outcome.ts';
import type { GradedCase } from '../src/tally.ts';

export function outcome(more: Partial<Outcome> = {}): Outcome {
  return {
    lab: 'raft',
    case: 'raft/2A/A',
    seed: 1,
    status: 'pass',
    cites: [],
    virtualMs: 1000,
    events: 100,
    calls: 10,
    bytes: 1000,
    cpuMs: 5,
    hash: 'aaaa',
    situations: [],
    ...more,
  };
}

export function failed(more: Partial<Outcome> = {}): Outcome {
  return outcome({
    status: 'fail',
    property: { name: 'Election Safety', section: '§5.2, Figure 3' },
    explanation: 'S1 and S2 both lead term 3.',
    ...more,
  });
}

export function gradedCase(name: string, part = '2A'): GradedCase {
  return { lab: 'raft', id: `raft/${part}/${name}`, part, name, points: 5 };
}
