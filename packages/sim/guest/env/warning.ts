import type { EnvHost } from './host.ts';

/** Logs a warning as Node prints one, `(node:1) Type: message`. */
export function warn(host: EnvHost, message: string, type = 'Warning'): void {
  host.log('warn', `(node:1) ${type}: ${message}`, undefined);
}
