/**
 * A script: one server, S1, and puppets around it that say what the script makes them say. Every
 * message is placed by hand, in the notation of traces, so a story of the paper takes a few lines.
 * The puppets must tell a story that could happen: what they say is not judged, what S1 does is. A
 * script has few events, so whatever S1 says is asked of its disk as well (ledgers/probes.ts).
 */
import type { PuppetRequest } from 'labrpc/guest';
import { type Address, Cluster, type Env, type Plain, type Property } from 'harness';
import { diagnose, type Overdue } from './diagnosis/diagnose.ts';
import type { RequestVoteArgs, RequestVoteReply, StartResult } from '../api.ts';
import type { NodeArgs } from '../node-args.ts';
import { ownElection } from './diagnosis/own-election.ts';
import { type Cause, citedBy } from './diagnosis/stall.ts';
import { type Ledgers, openLedgers } from './ledgers/index.ts';
import { show } from './ledgers/log-tree.ts';
import { isPreVote, keyOf } from './ledgers/rpc.ts';
import { commandAt, describeReply, parseCall } from './notation.ts';
import { CONTRACT, START, STATE_MACHINE_SAFETY } from './properties.ts';
import type { Heard, HeardElection, Kept } from './heard.ts';
import { KeptReplies } from './kept-replies.ts';
import type { ScriptOptions } from './script-options.ts';
import { PRE_VOTE, PuppetFollower } from './puppet-follower.ts';

/** RPCs that a puppet can answer. */
const KNOWN = new Set(['requestVote', PRE_VOTE, 'appendEntries', 'installSnapshot']);

/** Virtual ms that a server may take to do what it must: many times the longest legal timeout. */
const LIVENESS_MS = 60_000;
const POLL_MS = 10;

export class Script extends Cluster {
  /** The server that is tested. */
  readonly server: Address = 'S1';
  readonly puppets: readonly Address[];
  readonly #ledgers: Ledgers;
  readonly #followers = new Map<Address, PuppetFollower>();
  /** Who votes for S1, from which term on. */
  #election = { term: Infinity, voters: [] as readonly Address[] };
  /** Term of the latest election of S1 that a script has waited for. */
  #heardElection = 0;
  readonly #kept = new KeptReplies();
  /** S1 has made an RPC of its own, which no puppet understands. */
  #hasOwnRpc = false;

  constructor(env: Env, options: ScriptOptions) {
    const [first = 'S1', ...puppets] = Array.from(
      { length: options.servers },
      (_, i) => `S${i + 1}`,
    );
    const { snapshotEvery, probes = true } = options;
    const args: NodeArgs = {
      servers: [first, ...puppets],
      puppets,
      ...(snapshotEvery === undefined ? {} : { snapshotEvery }),
    };
    super(env, {
      servers: options.servers,
      network: 'reliable',
      args: () => ({ ...args }),
      ...(options.link && { link: options.link }),
    });
    this.puppets = puppets;
    for (const puppet of puppets) this.#followers.set(puppet, new PuppetFollower());
    const { majority, world } = this;
    const run = { clock: world, servers: [first], size: options.servers, majority };
    this.#ledgers = openLedgers(run, {
      reach: env.reach,
      ...(probes && { prober: world, onlyOnce: true }),
    });
    for (const ledger of this.#ledgers.all) world.observe(ledger);
  }

  /** Sends a message, as in 'S2→S1 AppendEntries t1 prev=0@0 [1@1] commit=0': the reply. */
  async send(line: string): Promise<unknown> {
    const reply = await this.ask(line);
    if (reply === null) this.fail(CONTRACT, `${this.server} did not answer ${line}.`);
    return reply;
  }

  /** Sends a message to a server that may crash meanwhile: the reply, or null when none comes. */
  async ask(line: string): Promise<unknown> {
    const { from, to, method, args } = parseCall(line);
    return (await this.invoke(from, 'call', to, method, args as unknown as Plain)) ?? null;
  }

  /**
   * Sends a message and wants its reply to begin like that.
   *
   * @param outcome 'ok' or 'rejected', 'granted' or 'refused'
   * @param property the rule that says so
   */
  async expect(line: string, outcome: string, property: Property, why: string): Promise<void> {
    const { method } = parseCall(line);
    const reply = describeReply(`raft.${method}`, await this.send(line));
    if (reply.startsWith(outcome)) return;
    const text = `${line}\n  answered: ${reply}, expected: ${outcome}.`;
    const own = ownElection(this.#ledgers.known.elections, this.server, line, reply);
    return this.#failBy(own ?? { property, lines: [why] }, text);
  }

  /**
   * Sends a RequestVote, and wants its outcome. A server that has heard of a leader just now may
   * disregard candidates, and does not adopt their term (§8): it is asked again, in a later term if
   * it has stood itself meanwhile.
   */
  async expectVote(line: string, outcome: string, property: Property, why: string): Promise<void> {
    const [head = '', asked = '', last = ''] = line.split(/(?<= t)(\d+)(?= )/);
    let term = Number(asked);
    for (const deadline = this.now + LIVENESS_MS; this.now < deadline;) {
      const reply = (await this.send(head + term + last)) as RequestVoteReply;
      if (reply.voteGranted || reply.term === term) break;
      term = Math.max(term, reply.term + 1);
      await this.sleep(POLL_MS);
    }
    await this.expect(head + term + last, outcome, property, why);
  }

  /** S1 applies exactly these entries since it booted, as in '1@1', '2@2', maybe a little later. */
  async checkApplied(...places: string[]): Promise<void> {
    const { applies } = this.#ledgers;
    const expected = places.map(commandAt);
    const deadline = this.now + LIVENESS_MS;
    while (applies.lastApplied(this.server) < places.length && this.now < deadline) {
      await this.sleep(POLL_MS);
    }
    const last = applies.lastApplied(this.server);
    // What came in a snapshot has been compared as a whole.
    const found = Array.from({ length: last }, (_, i) => {
      const applied = applies.at(i + 1);
      return applied ? keyOf(applied.command) : expected[i];
    });
    if (found.join() === expected.join()) return;
    const what = `S1 has applied ${list(found)}, but the entries that are committed are ${list(expected)}.`;
    if (last < places.length) this.#stalled(what, [{ index: places.length }], true);
    this.fail(STATE_MACHINE_SAFETY, what);
  }

  /**
   * Waits until S1 calls a puppet.
   *
   * @param meanwhile what happens every `every` ms until then
   * @returns the first call; `null` when none has come in 60 s
   */
  async hear(
    every = POLL_MS,
    meanwhile: () => Promise<unknown> = () => Promise.resolve(),
  ): Promise<Heard | null> {
    for (const deadline = this.now + LIVENESS_MS; this.now < deadline;) {
      for (const puppet of this.puppets) {
        const [first] = await this.#take(puppet);
        if (first) return first;
      }
      await meanwhile();
      await this.sleep(every);
    }
    return null;
  }

  /** What the puppets have heard and not answered since the last time. */
  async heard(): Promise<Heard[]> {
    const heard: Heard[] = [];
    for (const puppet of this.puppets) heard.push(...(await this.#take(puppet)));
    return heard;
  }

  /**
   * Waits until S1 stands for election, as it must. All puppets grant a pre-vote.
   *
   * @param property the rule that says so
   * @returns its requests for votes; `null` when it makes an RPC of its own first, as some Rafts
   *   with a pre-vote do
   */
  async hearElection(property: Property): Promise<HeardElection | null> {
    const first = await this.#hearNewElection();
    if (first === null) {
      return this.fail(property, `S1 has heard of no leader for 60 s, but does not stand.`);
    }
    if (first.method !== 'requestVote') return null;
    const args = first.args as RequestVoteArgs;
    this.#heardElection = args.term;
    await this.arrive(20); // All requests of this election have arrived.
    const requests = [first, ...(await this.heard())].filter(
      (request) =>
        request.method === 'requestVote' && (request.args as RequestVoteArgs).term === args.term,
    );
    return { term: args.term, args, requests };
  }

  /** The first request that is no pre-vote and no retry in an election that was heard before. */
  async #hearNewElection(): Promise<Heard | null> {
    for (const deadline = this.now + LIVENESS_MS; this.now < deadline;) {
      const heard = await this.hear();
      if (heard?.method === PRE_VOTE) {
        await this.answer(heard, this.follower(heard.puppet).answer(heard, true));
        continue;
      }
      const isVote = heard?.method === 'requestVote';
      const isOld = isVote && (heard.args as RequestVoteArgs).term <= this.#heardElection;
      if (!isOld) return heard;
    }
    return null;
  }

  /** Forgets what the puppets have heard. */
  async forget(): Promise<void> {
    await this.heard();
  }

  /** Makes a puppet answer what it has heard. */
  async answer({ puppet, id }: Heard, reply: Plain): Promise<void> {
    await this.invoke(puppet, 'answer', id, reply);
  }

  /** S1 crashes, and comes back with what is on its disk. */
  async restartServer(): Promise<void> {
    this.crash(this.server);
    await this.restart(this.server);
  }

  // With the server as leader: puppets play its followers.

  follower(puppet: Address): PuppetFollower {
    return this.#followers.get(puppet) ?? this.fail(CONTRACT, `${puppet} is no puppet.`);
  }

  /** One puppet sends a message to another, which answers it as a follower does. */
  async exchange(line: string): Promise<void> {
    let answered = false;
    const reply = this.ask(line).finally(() => (answered = true));
    await this.#serve(() => answered);
    await reply;
  }

  /** Only these puppets can be reached from now on. */
  reach(...puppets: readonly Address[]): void {
    for (const puppet of this.puppets) {
      if (puppets.includes(puppet)) this.connect(puppet);
      else this.disconnect(puppet);
    }
  }

  /**
   * Waits until S1 leads a term, by the votes of these puppets.
   *
   * @param term the earliest term; puppets refuse their votes before
   * @returns the term; `null` when it makes an RPC of its own first, as some Rafts with a pre-vote
   *   do, so that puppets can't elect it
   */
  async elect(term: number, ...voters: readonly Address[]): Promise<number | null> {
    this.#election = { term, voters };
    for (const puppet of this.puppets) {
      const follower = this.follower(puppet);
      follower.currentTerm = Math.max(follower.currentTerm, term - 1);
    }
    const { claims } = this.#ledgers.leaders;
    const claim = () =>
      [...claims.values()].find((made) => made.leader === this.server && made.term >= term);
    const ended = await this.#serve(() => claim() !== undefined || this.#hasOwnRpc);
    this.#election = { term: Infinity, voters: [] };
    if (ended) return claim()?.term ?? null;
    return this.#stalled(
      `S1 does not lead within ${LIVENESS_MS / 1000} s of virtual time, though ` +
        `${voters.join(' and ')} would vote for it from term ${term} on.`,
    );
  }

  /**
   * Ends the run: what S1 must do it has not done, and the messages since say why.
   *
   * @param isFollower a puppet leads, and need not speak any more
   */
  #stalled(what: string, overdue?: readonly Overdue[], isFollower = false): never {
    const connected = this.connected;
    const since = this.world.now - LIVENESS_MS * 1000;
    const stall = { ...this.#ledgers.known, connected, since };
    const { latest } = stall.progress;
    return this.#failBy(diagnose(stall, overdue, isFollower ? latest : undefined), what);
  }

  #failBy(cause: Cause, what: string): never {
    const text = [what, ...cause.lines.map((line) => `  ${line}`)].join('\n');
    return this.fail(cause.property, text, citedBy(cause, this.world.eventNumber));
  }

  /** Gives S1, the leader, the command of that entry: it must stand there in its log. */
  async start(place: string): Promise<void> {
    const result = (await this.invoke(
      this.server,
      'start',
      commandAt(place),
    )) as StartResult | null;
    const { index, term, isLeader } = result ?? {};
    if (isLeader && `${index}@${term}` === place) return;
    this.fail(
      START,
      `S1 leads, and its next entry is ${place}, but start() returned ${JSON.stringify(result)}.`,
    );
  }

  /**
   * Lets the puppets answer until that holds; the server must bring it about.
   *
   * @param overdue the entry that waits if it does not; absent: there is none
   */
  async until(holds: () => boolean, what: string, overdue?: Overdue): Promise<void> {
    if (await this.#serve(holds)) return;
    const logs = this.puppets.map((puppet) => `${puppet}: ${this.follower(puppet).places}`);
    this.#stalled(
      `${what}: not within ${LIVENESS_MS / 1000} s of virtual time.\n` +
        `  S1 has applied up to ${this.#ledgers.applies.lastApplied(this.server)}.\n` +
        `  The puppets hold ${logs.join('; ')}.`,
      overdue && [overdue],
    );
  }

  /** Waits until a puppet holds an entry that S1, the leader, has, as in '2@1'. */
  async untilHolds(puppet: Address, place: string): Promise<void> {
    const [index = 0, term = 0] = place.split('@').map(Number);
    const holds = () => this.follower(puppet).holds(place);
    await this.until(holds, `${puppet} gets ${place}`, { index, term });
  }

  /** Waits until S1 has applied the entry at that index. */
  async untilApplied(index: number): Promise<void> {
    const { applies } = this.#ledgers;
    const holds = () => applies.lastApplied(this.server) >= index;
    await this.until(holds, `S1 applies entry ${index}`, { index });
  }

  /** Lets the puppets answer for that many ms. */
  async pass(ms: number): Promise<void> {
    const end = this.now + ms;
    await this.#serve(() => this.now >= end);
  }

  /** From now on a puppet keeps back its replies to S1's requests that bring entries, or all. */
  hold(puppet: Address, what: Kept = 'entries'): void {
    this.#kept.hold(puppet, what);
  }

  /** From now on a puppet answers again; what it has kept back stays back. */
  holdNoMore(puppet: Address): void {
    this.#kept.holdNoMore(puppet);
  }

  /** Waits until a puppet has kept back a reply. */
  async untilHeld(puppet: Address): Promise<void> {
    await this.until(() => this.#kept.of(puppet).length > 0, `S1 sends ${puppet} a request`);
  }

  /** The earliest replies that a puppet has kept back go out; all: and it keeps back no more. */
  async release(puppet: Address, count: 'one' | 'all' = 'all'): Promise<void> {
    for (const answer of this.#kept.take(puppet, count)) await answer();
    if (count === 'all') this.#kept.holdNoMore(puppet);
  }

  async #take(puppet: Address): Promise<Heard[]> {
    const requests = (await this.invoke(puppet, 'take')) as unknown as PuppetRequest[];
    return requests.map(({ method: called, ...request }) => {
      const preVote = isPreVote({ method: `raft.${called}`, args: request.args as Plain });
      return { ...request, method: preVote ? PRE_VOTE : called, puppet };
    });
  }

  async #serve(done: () => boolean): Promise<boolean> {
    for (const deadline = this.now + LIVENESS_MS; this.now < deadline;) {
      for (const puppet of this.puppets) {
        for (const heard of await this.#take(puppet)) await this.#reply(heard);
      }
      if (done()) return true;
      await this.sleep(POLL_MS);
    }
    return false;
  }

  async #reply(heard: Heard): Promise<void> {
    const { puppet, from, method, args } = heard;
    if (!KNOWN.has(method)) this.#hasOwnRpc = true;
    const { term, voters } = this.#election;
    const votes = voters.includes(puppet) && (args as { term: number }).term >= term;
    const reply = this.follower(puppet).answer(heard, votes);
    if (reply === undefined) return;
    const answer = () => this.answer(heard, reply);
    const isKept = from === this.server && this.#kept.keeps(puppet, args);
    if (isKept) this.#kept.add(puppet, answer);
    else await answer();
  }
}

function list(keys: readonly unknown[]): string {
  return keys.map(show).join(', ') || 'nothing';
}
