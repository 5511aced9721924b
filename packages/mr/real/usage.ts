/** What this process has used. */
import { readFileSync } from 'node:fs';

export interface Usage {
  /** User and system, ms. */
  readonly cpuMs: number;
  /** Most resident memory, MB (2²⁰ bytes). */
  readonly peakMb: number;
}

export function usage(): Usage {
  const { user, system } = process.cpuUsage();
  return { cpuMs: (user + system) / 1000, peakMb: peakMb() };
}

/** On Linux of this program alone; what `resourceUsage` says begins with that of our parent. */
function peakMb(): number {
  if (process.platform === 'linux') {
    const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(readStatus())?.[1];
    if (kilobytes !== undefined) return Number(kilobytes) / 1024;
  }
  return process.resourceUsage().maxRSS / 1024;
}

/** Empty where this process has no right to look. */
function readStatus(): string {
  try {
    return readFileSync('/proc/self/status', 'utf8');
  } catch {
    return '';
  }
}
