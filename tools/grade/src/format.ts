/** Numbers as a reader wants them. */

/** A probability: '0 %', '0.37 %', '30.8 %', '100 %'. */
export function percent(rate: number): string {
  const value = rate * 100;
  const digits = value === 0 || value === 100 ? 0 : value < 1 ? 2 : 1;
  return `${value.toFixed(digits)} %`;
}

/** A time: '0 ms', '0.4 ms', '35 ms', '1.2 s', '33 s', '2.5 min'. */
export function duration(ms: number): string {
  if (ms === 0) return '0 ms';
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 1000) return `${ms.toFixed(0)} ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < 120_000) return `${(ms / 1000).toFixed(0)} s`;
  return `${(ms / 60_000).toFixed(1)} min`;
}

/** '1 run', '2 runs'. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** An id without the lab, where only one lab is on the table. */
export function shortId(id: string, alone: boolean): string {
  return alone ? id.slice(id.indexOf('/') + 1) : id;
}
