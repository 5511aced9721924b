/**
 * A swarm: each seed draws its own profile of faults, in which each kind is missing with probability
 * one half. With all kinds in every run, one hides what another would show (Groce et al., "Swarm
 * Testing", ISSTA 2012): a server that is always paused never has two leaders to answer to.
 *
 * The whole list is drawn before the run begins. Each fault is a step of its own in the stream of its
 * kind, so one changed choice shifts no other.
 */
import type { Delay } from 'labrpc';
import type { Address, Decisions, Stream } from 'sim';
import type { Action, Fault, MessageAction } from './fault.ts';

/** What the faults are drawn for. */
export interface Field {
  readonly servers: readonly Address[];
  /** For so many ms anything goes wrong. */
  readonly length: number;
  /** The servers have files, which may be slow. Default: false. */
  readonly files?: boolean;
  /** All that is left then is that a minority is away. Default: true; else nothing is left. */
  readonly away?: boolean;
}

type Drawn = Omit<Fault, 'fault'>;

/** What one fault of a kind does, and for how long at most, in ms; Infinity: all along. */
interface Kind {
  readonly name: string;
  /** Faults of that kind in 10 s, at most. */
  readonly most: number;
  readonly longest: number;
  /** One fault of that kind; `undefined` when the servers are too few for it. */
  draw(dice: Stream, servers: readonly Address[]): Action | undefined;
}

const ALL_ALONG = { most: 0, longest: Infinity };

const KINDS: readonly Kind[] = [
  toMessages('loss', 30),
  toMessages('duplicates', 50),
  toMessages('late requests', 30),
  toMessages('late replies', 30),
  {
    name: 'isolate',
    most: 6,
    longest: 4000,
    draw: (dice, servers) => ({ action: 'isolate', server: pick(dice, servers) }),
  },
  { name: 'one-way', most: 6, longest: 4000, draw: oneWay },
  { name: 'partition', most: 4, longest: 4000, draw: partition },
  { name: 'bridge', most: 4, longest: 4000, draw: bridge },
  { name: 'far', most: 4, longest: 6000, draw: far },
  { name: 'thin', most: 4, longest: 6000, draw: thin },
  {
    name: 'pause',
    most: 8,
    longest: 2500,
    draw: (dice, servers) => ({ action: 'pause', server: pick(dice, servers) }),
  },
  {
    name: 'crash',
    most: 8,
    longest: 2500,
    draw: (dice, servers) => ({ action: 'crash', server: pick(dice, servers) }),
  },
  {
    name: 'crash after effects',
    most: 16,
    longest: 2500,
    draw: (dice, servers) => {
      const afterEffects = dice.int(40, 'effects');
      return { action: 'crash', server: pick(dice, servers), afterEffects };
    },
  },
  {
    // All at one moment: what no server has saved, nobody knows any more.
    name: 'power failure',
    most: 2,
    longest: 2500,
    draw: (_dice, servers) => ({ action: 'power failure', servers }),
  },
  {
    name: 'ties',
    ...ALL_ALONG,
    draw: (dice) => ({ action: 'ties', within: 1 + dice.int(100, 'within') }),
  },
];

const SLOW_DISK: Kind = {
  name: 'slow disk',
  most: 6,
  longest: 4000,
  draw: (dice, servers) => {
    const slowness = 2 ** (1 + dice.int(10, 'slowness'));
    return { action: 'slow disk', server: pick(dice, servers), slowness };
  },
};

/**
 * The faults of the run, by the time at which they begin. After `length` ms a random majority is
 * healed, and the other servers are down or cut off, in both directions: one that can send but not
 * hear would defeat a correct Raft without pre-vote.
 */
export function drawFaults(decisions: Decisions, field: Field): Fault[] {
  const { files = false, away = true } = field;
  const kinds = files ? [...KINDS, SLOW_DISK] : KINDS;
  const drawn: Drawn[] = [
    ...kinds.flatMap((kind) => drawKind(decisions, kind, field)),
    ...drawClocks(decisions, field),
    ...(away ? drawAway(decisions, field) : []),
  ];
  const inOrder = drawn.toSorted((a, b) => a.at - b.at);
  return inOrder.map((each, i) => ({ fault: i + 1, ...each }) as Fault);
}

function drawKind(decisions: Decisions, kind: Kind, field: Field): Drawn[] {
  const { name, most, longest } = kind;
  const { servers, length } = field;
  const profile = decisions.stepOf(`swarm ${name}`, 0);
  if (profile.int(2, 'on') === 0) return [];
  if (longest === Infinity) {
    const action = kind.draw(profile, servers);
    return action === undefined ? [] : [{ at: 0, for: length, ...action }];
  }
  const times = 1 + profile.int(Math.ceil((most * length) / 10_000), 'times');
  const drawn: Drawn[] = [];
  for (let n = 1; n <= times; n++) {
    const dice = decisions.stepOf(`swarm ${name}`, n);
    const at = dice.int(length, 'at');
    const span = Math.min(1 + dice.int(longest, 'for'), length - at);
    const action = kind.draw(dice, servers);
    if (action) drawn.push({ at, for: span, ...action });
  }
  return name === 'pause'
    ? drawn.filter((pause, i) => !drawn.slice(0, i).some(overlaps(pause)))
    : drawn;
}

/** A server that is paused again and again would never answer the test. */
function overlaps(a: Drawn): (b: Drawn) => boolean {
  const end = ({ at, for: length = Infinity }: Drawn): number => at + length;
  const server = (drawn: Drawn): unknown => Reflect.get(drawn, 'server');
  return (b) => server(a) === server(b) && a.at <= end(b) && b.at <= end(a);
}

/** A random minority, as large as it can be. */
function drawAway(decisions: Decisions, { servers, length }: Field): Drawn[] {
  const dice = decisions.stepOf('swarm away', 0);
  const order = servers.map((server) => ({ server, place: dice.int(1 << 20, server) }));
  const minority = order.toSorted((a, b) => a.place - b.place).slice(0, (servers.length - 1) >> 1);
  return minority.map(({ server }) => {
    const action = dice.int(2, `${server} crashes`) === 0 ? 'isolate' : 'crash';
    return { at: length, action, server };
  });
}

/** Each server's clock goes wrong by up to 20 %, or no clock does. */
function drawClocks(decisions: Decisions, { servers, length }: Field): Drawn[] {
  const dice = decisions.stepOf('swarm clock', 0);
  if (dice.int(2, 'on') === 0) return [];
  return servers.map((server) => {
    const rate = (800 + dice.int(401, server)) / 1000;
    return { at: 0, for: length, action: 'clock', server, rate };
  });
}

/** @param most percent */
function toMessages(action: MessageAction, most: number): Kind {
  const draw = (dice: Stream): Action => ({ action, share: (1 + dice.int(most, 'share')) / 100 });
  return { name: action, ...ALL_ALONG, draw };
}

/** One server, or some, can no longer be heard by others; they can be by it. */
function oneWay(dice: Stream, servers: readonly Address[]): Action {
  const [from, to] = split(dice, servers);
  return { action: 'cut', from, to };
}

/** Two groups that don't reach each other. */
function partition(dice: Stream, servers: readonly Address[]): Action {
  const [from, to] = split(dice, servers);
  return { action: 'cut', from, to, bothWays: true };
}

/** Two groups that don't reach each other, and a server that reaches both. */
function bridge(dice: Stream, servers: readonly Address[]): Action | undefined {
  const between = pick(dice, servers);
  const others = servers.filter((server) => server !== between);
  if (others.length < 2) return undefined;
  const [from, to] = split(dice, others);
  return { action: 'cut', from, to, bothWays: true };
}

/** A server is far from all others, by up to 300 ms; in half of the cases only in one direction. */
function far(dice: Stream, servers: readonly Address[]): Action {
  const links = linksAt(dice, servers);
  const ms = 1 + dice.int(300, 'ms');
  const part = dice.int(ms, 'part');
  const kinds: readonly Delay[] = [
    { kind: 'constant', ms },
    { kind: 'uniform', min: part, max: ms },
    { kind: 'exponential', min: part, mean: Math.ceil((ms - part) / 4) },
  ];
  return {
    action: 'links',
    ...links,
    delay: kinds[dice.int(3, 'kind')] ?? { kind: 'constant', ms },
  };
}

/** The links of a server are thin: a message of some 100 bytes takes 1 to 10 ms. */
function thin(dice: Stream, servers: readonly Address[]): Action {
  const links = linksAt(dice, servers);
  return { action: 'links', ...links, bandwidth: 10 + dice.int(91, 'bandwidth') };
}

/** The links of one server with all others: both directions, or what it sends. */
function linksAt(dice: Stream, servers: readonly Address[]) {
  const server = pick(dice, servers);
  const others = servers.filter((other) => other !== server);
  return { from: [server], to: others, bothWays: dice.int(2, 'both ways') === 0 };
}

/** Two groups, neither of which is empty. */
function split(dice: Stream, servers: readonly Address[]): [Address[], Address[]] {
  const sides = servers.map((server) => dice.int(2, `side of ${server}`));
  // All on one side: the first one changes it.
  if (new Set(sides).size === 1) sides[0] = 1 - (sides[0] ?? 0);
  const side = (wanted: number): Address[] => servers.filter((_, i) => sides[i] === wanted);
  return [side(0), side(1)];
}

function pick(dice: Stream, servers: readonly Address[]): Address {
  return servers[dice.int(servers.length, 'server')] ?? '';
}
