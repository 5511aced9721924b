import { describe, expect, it } from 'vitest';
import { differByJson, keyOf, textOfKey } from '../../suite/ledgers/rpc.ts';

const COMMANDS = [
  '',
  '0',
  'null',
  0,
  null,
  false,
  [],
  {},
  Uint8Array.of(1, 2),
  { 0: 1, 1: 2 },
  [1, 2],
  { $bytes: 'AQI=' },
  '{"$bytes":"AQI="}',
];

describe('the key of a command', () => {
  it('is unlike that of any other', () => {
    expect(new Set(COMMANDS.map(keyOf)).size).toBe(COMMANDS.length);
  });

  it('is the same for equal commands', () => {
    for (const command of COMMANDS) expect(keyOf(structuredClone(command))).toBe(keyOf(command));
    expect(keyOf({ a: 1, absent: undefined })).toBe(keyOf({ a: 1 }));
  });

  it('can be read', () => {
    const texts = ['c1', 0, null, Uint8Array.of(1, 2)].map((command) => textOfKey(keyOf(command)));
    expect(texts).toEqual(['"c1"', '0', 'null', '{"$bytes":"AQI="}']);
  });

  it('tells whether JSON has made the difference', () => {
    const [bytes, object, list] = [Uint8Array.of(1, 2), { 0: 1, 1: 2 }, [1, 2]].map(keyOf);
    expect(differByJson(bytes, object)).toBe(true);
    expect(differByJson(bytes, list)).toBe(false);
    expect(differByJson(bytes, bytes)).toBe(false);
    expect(differByJson(undefined, bytes)).toBe(false);
  });
});
