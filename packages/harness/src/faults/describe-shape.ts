/** Length and width of a link in a line: '20–180 ms, 50 bytes/ms'. */
import type { Delay, LinkShape } from 'labrpc';

export function describeShape({ delay, bandwidth }: LinkShape): string {
  const parts = [
    ...(delay === undefined ? [] : [describeDelay(delay)]),
    ...(bandwidth === undefined ? [] : [`${bandwidth} bytes/ms`]),
  ];
  return parts.join(', ');
}

function describeDelay(delay: Delay): string {
  if (delay.kind === 'constant') return `${delay.ms} ms`;
  if (delay.kind === 'uniform') return `${delay.min}–${delay.max} ms`;
  return `${delay.min} ms and ${delay.mean} ms on average beyond`;
}
