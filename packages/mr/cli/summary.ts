/** The last lines of a job that is done. */
import pc from 'picocolors';
import type { Usage } from '../real/usage.ts';
import { showSize, showTime } from './units.ts';

export interface Ran {
  readonly bytes: number;
  /** Names of the files of output. */
  readonly output: string;
  readonly wallMs: number;
  /** Of each process that ended by itself. */
  readonly used: readonly { readonly name: string; readonly usage: Usage }[];
  /** Processes that crashed or were killed: nobody knows what they used. */
  readonly crashes: number;
}

export function renderSummary({ bytes, output, wallMs, used, crashes }: Ran): string {
  const cpuMs = used.reduce((sum, { usage }) => sum + usage.cpuMs, 0);
  const peak = used.toSorted((a, b) => b.usage.peakMb - a.usage.peakMb)[0];
  const speed = `${(bytes / 1e3 / wallMs).toFixed(1)} MB/s`;
  const lines = [
    `${pc.green('Done')}: ${showSize(bytes)} in ${showTime(wallMs)}, ${pc.bold(speed)}` +
      (crashes === 0 ? `, ${(bytes / 1e3 / cpuMs).toFixed(1)} MB per CPU second.` : '.'),
    `The output is in ${output}.`,
  ];
  if (peak !== undefined) {
    lines.push(`Most memory: ${peak.name}, ${peak.usage.peakMb.toFixed(0)} MB.`);
  }
  return lines.join('\n');
}
