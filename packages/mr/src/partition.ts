/**
 * The partitioning function (§4.1): which reduce task a key belongs to. That of 6.824: FNV-1a, 32 bits,
 * of the key's UTF-8, without the sign bit, modulo the number of reduce tasks.
 */
export function partition(key: string, nReduce: number): number {
  let hash = OFFSET_BASIS;
  for (let at = 0; at < key.length; at++) {
    const code = key.charCodeAt(at);
    if (code > 0x7f) return (hashOf(encoder.encode(key)) & 0x7fffffff) % nReduce;
    hash = Math.imul(hash ^ code, PRIME); // In UTF-8, it is a byte of its own.
  }
  return (hash & 0x7fffffff) % nReduce;
}

const OFFSET_BASIS = 0x811c9dc5;
const PRIME = 0x01000193;
const encoder = new TextEncoder();

function hashOf(bytes: Uint8Array): number {
  let hash = OFFSET_BASIS;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, PRIME);
  return hash;
}
