/**
 * Snapshots on disk and on the wire: one byte for the version of the format, then the state as JSON
 * in UTF-8. Whoever changes the format takes the next version, and keeps the readers of old ones:
 * a snapshot outlives the program that wrote it.
 */
import type { MachineState } from './state-machine.ts';

const VERSION = 1;

export function encodeSnapshot(state: MachineState): Uint8Array {
  const body = new TextEncoder().encode(JSON.stringify(state));
  const data = new Uint8Array(1 + body.length);
  data[0] = VERSION;
  data.set(body, 1);
  return data;
}

export function decodeSnapshot(data: Uint8Array): MachineState {
  const version = data[0];
  if (version !== VERSION) {
    throw new Error(`snapshot of version ${version}, but this server reads only ${VERSION}`);
  }
  return JSON.parse(new TextDecoder().decode(data.subarray(1))) as MachineState;
}
