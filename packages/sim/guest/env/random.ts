import type { EnvHost } from './host.ts';

/** A number in [0, 1) with 53 random bits, of two words of the node's stream. */
export function randomFraction(host: EnvHost): number {
  const high = host.random() >>> 5;
  const low = host.random() >>> 6;
  return (high * 2 ** 26 + low) / 2 ** 53;
}

/** Fills bytes from the node's stream; each four take a word. */
export function fillRandom(host: EnvHost, bytes: Uint8Array): void {
  let word = 0;
  for (let i = 0; i < bytes.length; i++) {
    word = i % 4 === 0 ? host.random() : word >>> 8;
    bytes[i] = word & 0xff;
  }
}
