/**
 * The state of the service that stands above Raft in its own lab: how far it has come, and a digest
 * of all commands up to there. That is little to put in a snapshot, and enough to tell whether the
 * snapshot holds what the others applied up to its index.
 */
import type { Command } from './api.ts';

export interface ServiceState {
  /** Index of the last command that was executed; 0 before the first. */
  readonly index: number;
  /** 32 bits that depend on every command up to there, and on their order. */
  readonly digest: number;
}

/** No run starts so many commands, and none ends with a log that is so long. */
export const MAX_INDEX = 10_000_000;

/** Nothing was executed yet. */
export const NO_STATE: ServiceState = { index: 0, digest: 0x811c9dc5 };

/** The state after the command at `index` (FNV-1a, over the command as JSON). */
export function execute({ digest }: ServiceState, index: number, command: Command): ServiceState {
  const text = JSON.stringify(command) ?? '';
  let hash = digest;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  }
  return { index, digest: hash };
}

/**
 * The state as bytes: a snapshot.
 *
 * @param own what the service of another lab has to say of its own state; it stands behind
 */
export function toSnapshot(state: ServiceState, own: Uint8Array = new Uint8Array()): Uint8Array {
  const head = new TextEncoder().encode(`${JSON.stringify(state)}\n`);
  const snapshot = new Uint8Array(head.length + own.length);
  snapshot.set(head);
  snapshot.set(own, head.length);
  return snapshot;
}

/** The state in a snapshot; `undefined` when the service never made these bytes. */
export function fromSnapshot(data: unknown): ServiceState | undefined {
  if (!(data instanceof Uint8Array)) return undefined;
  try {
    const head = new TextDecoder().decode(data.subarray(0, data.indexOf(NEWLINE)));
    const state = JSON.parse(head) as Partial<ServiceState> | null;
    const { index, digest } = state ?? {};
    const isIndex = Number.isInteger(index) && Number(index) >= 0 && Number(index) <= MAX_INDEX;
    return isIndex && Number.isSafeInteger(digest) ? (state as ServiceState) : undefined;
  } catch {
    return undefined;
  }
}

/** What the service of another lab has put behind. */
export function ownPart(snapshot: Uint8Array): Uint8Array {
  return snapshot.slice(snapshot.indexOf(NEWLINE) + 1);
}

const NEWLINE = 0x0a;
