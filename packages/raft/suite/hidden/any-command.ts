import type { Command } from '../../api.ts';
import { raftCase } from '../raft-case.ts';

/** Plain data of every kind (api.ts), above all what is easily taken for nothing. */
const COMMANDS: readonly Command[] = [
  0,
  false,
  null,
  '',
  [],
  {},
  [null],
  0.1,
  -1,
  2 ** 53 - 1,
  '0',
  'null',
  'quoted "text", \\ and\ttabs\r\n',
  'ß 漢 🙂 \u2028',
  new Uint8Array(),
  Uint8Array.of(0, 1, 255),
  { bytes: Uint8Array.of(1, 2, 3), list: [Uint8Array.of(4)] },
  { 0: 1, 1: 2 },
  { $bytes: 'AQID' },
  { constructor: 1, toString: 'text', length: 0 },
  { absent: undefined, empty: '', none: null, no: false },
  { deep: [[{ deeper: [0, '', false, null] }]] },
];

export const anyCommand = raftCase({
  part: '2C',
  name: 'AnyCommand',
  about: `Commands of every kind of plain data, one after another: falsy ones, empty ones, bytes,
          numbers that look like text. Raft never looks inside: each is replicated, saved, and
          applied as it came, by all servers, and once more by all after they have crashed.`,
  servers: 3,
  network: 'reliable',
  points: 5,
  hidden: true,

  async run(t) {
    for (const command of COMMANDS) await t.one(command, { servers: 3 });
    await t.crashAndRestart(...t.servers);
    await t.one(t.command(), { servers: 3 });
  },
});
