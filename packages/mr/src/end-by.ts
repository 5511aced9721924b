import type { JobEnd } from 'mr';
import { Deposed } from './journal.ts';

/** How a coordinator ends by an error. */
export function endBy(error: unknown): JobEnd {
  const reason = error instanceof Error ? error.message : String(error);
  return { status: error instanceof Deposed ? 'deposed' : 'failed', reason };
}
