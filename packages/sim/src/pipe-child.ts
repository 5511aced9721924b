/** The process at the other end of pipe.ts: reads events, runs them in a realm, writes effects. */
import { readSync, writeSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import type { Program } from './bundle.ts';
import { realm } from './realm.ts';
import type { EventOp, Field, NodeHost } from './waist.ts';

// As in pipe.ts, which this process has no business importing.
const QUIET_LINE = '.\n';
const READY_LINE = '+\n';
const FLUSH_AT = 64 * 1024;

let program: Program | undefined;
let node: NodeHost | undefined;
let output = '';

type Script = ['program', file: string, code: string, runtime: string, hash: string];
type EventLine = [number, EventOp, ...(Field | null)[]];

function flush(): void {
  const bytes = Buffer.from(output);
  output = '';
  for (let at = 0; at < bytes.length;) at += writeSync(1, bytes, at);
}

function handle(line: string): void | Promise<void> {
  const message = JSON.parse(line) as unknown[];
  if (message[0] === 'program') {
    const [, file, code, runtime, hash] = message as Script;
    program = { file, code, runtime, hash, map: '', roots: [] };
    return undefined;
  }
  if (message[0] === 'realm') {
    if (program === undefined) throw new Error('a realm was asked for before its program came');
    node = realm(program, (...effect) => {
      output += `${JSON.stringify(effect)}\n`;
      if (output.length > FLUSH_AT) flush();
    });
    output += READY_LINE;
    flush();
    return undefined;
  }
  const [now, op, a, b, c, d] = message as EventLine;
  const done = node?.deliver(
    now,
    op,
    a ?? undefined,
    b ?? undefined,
    c ?? undefined,
    d ?? undefined,
  );
  const quiet = (): void => {
    output += QUIET_LINE;
    flush();
  };
  return done === undefined ? quiet() : done.then(quiet);
}

/** Reads and runs until the pipe is closed. Blocking reads: nothing else happens here. */
async function main(): Promise<void> {
  const chunk = Buffer.alloc(FLUSH_AT);
  const decoder = new StringDecoder('utf8');
  const pending: string[] = [];
  let rest = '';
  for (;;) {
    const size = readSync(0, chunk);
    if (size === 0) return;
    const lines = (rest + decoder.write(chunk.subarray(0, size))).split('\n');
    rest = lines.pop() ?? '';
    pending.push(...lines);
    for (let line = pending.shift(); line !== undefined; line = pending.shift()) {
      const done = handle(line);
      // Only a Node without `process._tickCallback` ever waits here.
      if (done !== undefined)
        await done.then(() => new Promise((resolve) => setImmediate(resolve)));
    }
  }
}

process.on('unhandledRejection', (reason) => node?.rejected?.(reason));
// A drain inside of a microtask does nothing: begin from a native callback.
setImmediate(() => void main());
