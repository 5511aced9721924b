/** A run told by hand, one event after another, for ledgers: what passes the waist, no more. */
import type { Message, NodeInfo, Observer, Plain, Property, Violation } from 'harness';
import { expect } from 'vitest';
import type { AppendEntriesArgs, LogEntry, StartResult } from 'raft';
import type { Run } from '../suite/ledgers/run.ts';
import { commandAt, parseCall, snapshotOf } from '../suite/notation.ts';

type Hook = keyof Observer;

/** A run of three servers, unless it is told otherwise; each event takes a millisecond. */
export class Story {
  readonly run: Run;
  readonly #clock = { now: 0, eventNumber: 0 };
  readonly #incarnations = new Map<string, number>();
  readonly #disks = new Map<string, { readonly snapshot: Uint8Array; readonly saves: number }>();
  #ledgers: readonly Observer[] = [];
  #together = false;

  constructor(size = 3) {
    const servers = Array.from({ length: size }, (_, i) => `S${i + 1}`);
    this.run = { clock: this.#clock, servers, size, majority: Math.floor(size / 2) + 1 };
  }

  /** The ledgers that listen. */
  listen(...ledgers: Observer[]): this {
    this.#ledgers = ledgers;
    return this;
  }

  /** A call that has not arrived yet. Commands by place, where they are not the usual ones. */
  call(line: string, commands: Record<string, string> = {}): Message & { reply: Plain } {
    const { from, to, method, args } = parseCall(line);
    const message = {
      id: this.#clock.eventNumber,
      from,
      fromIncarnation: this.node(from).incarnation,
      to,
      method: `raft.${method}`,
      args: { ...args, ...entriesWith(args, commands) } as unknown as Plain,
      reply: undefined as Plain,
      sentAt: this.#clock.now,
    };
    this.#tell('called', message);
    return message;
  }

  deliver(message: Message): void {
    this.#tell('delivered', message);
  }

  /** @param reply 'ok t1', 'rejected t1', 'granted t1', 'refused t1' */
  respond(message: Message & { reply: Plain }, reply: string): void {
    this.#begin();
    this.#respond(message, reply);
  }

  /** A call arrives and is answered at once, in one event. */
  handle(message: Message & { reply: Plain }, reply: string): void {
    this.deliver(message);
    this.#respond(message, reply);
  }

  arrive(message: Message): void {
    this.#tell('replied', message);
  }

  /** A call, its arrival, its answer and the answer's arrival. */
  exchange(line: string, reply: string, commands?: Record<string, string>): void {
    const message = this.call(line, commands);
    this.handle(message, reply);
    this.arrive(message);
  }

  /** An election that the candidate wins: all others that are named grant their votes. */
  elect(candidate: string, term: number, last: string, ...voters: string[]): void {
    for (const voter of voters) {
      this.exchange(`${candidate}→${voter} RequestVote t${term} last=${last}`, `granted t${term}`);
    }
  }

  /** start() on a server, which takes the command as a leader, or does not when index is 0. */
  start(server: string, command: string, index: number, term: number): void {
    const result: StartResult = { index, term, isLeader: index > 0 };
    this.#tell('invoked', this.node(server), 'start', [command]);
    this.#tell('returned', this.node(server), 'start', [command], { ...result });
  }

  /** start() on a server, which has not returned yet. */
  invoke(server: string, command: string): void {
    this.#tell('invoked', this.node(server), 'start', [command]);
  }

  /** Several things happen in one event. */
  together(what: () => void): void {
    this.#begin();
    this.#together = true;
    what();
    this.#together = false;
  }

  getState(server: string, term: number, isLeader: boolean): void {
    this.#tell('returned', this.node(server), 'getState', [], { term, isLeader });
  }

  apply(server: string, index: number, command: Plain): void {
    this.applyAny(server, { kind: 'command', index, command });
  }

  applyAny(server: string, message: Plain): void {
    this.#tell('applied', this.node(server), message);
  }

  boot(server: string): void {
    this.#incarnations.set(server, this.node(server).incarnation + 1);
    this.#tell('booted', this.node(server));
  }

  crash(server: string): void {
    this.#tell('crashed', this.node(server));
  }

  pass(ms: number): void {
    this.#clock.now += ms * 1000;
  }

  /** A server saves, with a snapshot of the entries at these places, all from the first. */
  save(server: string, ...places: string[]): void {
    const saves = (this.#disks.get(server)?.saves ?? 0) + 1;
    this.#disks.set(server, { snapshot: snapshotOf(places), saves });
    this.#tell('saved', this.node(server));
  }

  /** A server as observers see it, with the disk that it has saved to. */
  node(address: string): NodeInfo {
    const incarnation = this.#incarnations.get(address) ?? 1;
    const { snapshot, saves } = this.#disks.get(address) ?? { snapshot: undefined, saves: 0 };
    const disk = { snapshot, saves, copy: () => disk };
    return { address, incarnation, up: true, disk } as unknown as NodeInfo;
  }

  #respond(message: Message & { reply: Plain }, reply: string): void {
    const [outcome = '', term = ''] = reply.split(' ');
    const field = message.method === 'raft.requestVote' ? 'voteGranted' : 'success';
    const yes = outcome === 'granted' || outcome === 'ok';
    Object.assign(message, { reply: { term: Number(term.slice(1)), [field]: yes } });
    this.#hear('responded', message, this.node(message.to));
  }

  #tell(hook: Hook, ...args: unknown[]): void {
    this.#begin();
    this.#hear(hook, ...args);
  }

  #begin(): void {
    if (this.#together) return;
    this.#clock.now += 1000;
    this.#clock.eventNumber += 1;
  }

  #hear(hook: Hook, ...args: unknown[]): void {
    for (const ledger of this.#ledgers) {
      (ledger[hook] as ((...args: unknown[]) => void) | undefined)?.(...args);
    }
  }
}

function entriesWith(args: object, commands: Record<string, string>): object {
  if (!('entries' in args)) return {};
  const { entries, prevLogIndex } = args as AppendEntriesArgs;
  const command = ({ term }: LogEntry, i: number): string => {
    const place = `${prevLogIndex + 1 + i}@${term}`;
    return commands[place] ?? commandAt(place);
  };
  return { entries: entries.map((entry, i) => ({ ...entry, command: command(entry, i) })) };
}

/** The event breaks that rule, and the explanation says all of this. */
export function expectViolation(event: () => void, property: Property, ...says: string[]): void {
  let violation: Violation | undefined;
  try {
    event();
  } catch (error) {
    violation = error as Violation;
  }
  expect(violation?.property, 'no rule was broken').toEqual(property);
  for (const text of says) expect(violation?.message).toContain(text);
  expect(violation?.cites.length).toBeGreaterThan(0);
}
