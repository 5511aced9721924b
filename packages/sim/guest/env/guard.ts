import type { EnvHost } from './host.ts';

/** The callback, with its exceptions reported to the world instead of thrown at our caller. */
export function guarded(host: EnvHost, callback: () => unknown): () => void {
  return () => {
    try {
      callback();
    } catch (error) {
      host.fail('exception', error);
    }
  };
}
