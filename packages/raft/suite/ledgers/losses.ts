/** What a server went through since it acknowledged an entry: what may have made it lose that. */
import { type Message, type Moment, type Property, when } from 'harness';
import { describeMessage } from '../notation.ts';
import {
  ACKNOWLEDGED_STAYS,
  APPEND_WHAT_IS_NEW,
  KEEP_SUFFIX,
  PERSISTENT_STATE,
} from '../properties.ts';
import {
  appendEntriesArgs,
  installSnapshotArgs,
  isUpToDate,
  lastIndexOf,
  lastOf,
  type Position,
} from './rpc.ts';

/** A loss in words: the rule, and what happened in between, in lines. */
interface Explanation {
  readonly property: Property;
  readonly rule: string;
  readonly cause: string;
}

/** What it has not lost since, it has never stored. */
const NEVER_STORED = [
  APPEND_WHAT_IS_NEW,
  'If an existing entry conflicts with a new one, delete it and all that follow it; append any new ' +
    'entries that are not in the log.',
] as const;

/** µs that a request is under way when it is late: longer than a heartbeat's interval. */
const LATE = 150_000;

const NOTHING_CAME =
  '  It has not crashed since, and no message has come that could take the entry away: it was never ' +
  'stored.\n';

const RULES = {
  crash: [PERSISTENT_STATE, 'Entries are on stable storage before an RPC is answered.'],
  short: [
    APPEND_WHAT_IS_NEW,
    'Delete an entry only if it conflicts with a new one: what follows the entries of a request ' +
      'stays, since the request may be an old one.',
  ],
  snapshot: [
    KEEP_SUFFIX,
    'If the log has the last entry of the snapshot, retain the log entries that follow it.',
  ],
} as const satisfies Record<string, readonly [Property, string]>;

const SEVERAL = [
  ACKNOWLEDGED_STAYS,
  'What a follower has acknowledged, only a later leader takes away.',
] as const;

type Kind = keyof typeof RULES;

/** What happened: a crash, or a message that came. */
interface Seen {
  readonly message?: Message;
  readonly at: Moment;
}

export class Losses {
  /** The first of each kind. */
  readonly #seen = new Map<Kind, Seen>();

  /** It has acknowledged anew: so far nothing is lost. */
  clear(): void {
    this.#seen.clear();
  }

  crashed(at: Moment): void {
    this.#see('crash', { at });
  }

  /**
   * A request of the leader that it acknowledged to has reached it.
   *
   * @param held index of the entry that it acknowledged
   */
  came(message: Message, held: number, at: Moment): void {
    const append = appendEntriesArgs(message);
    if (append && lastIndexOf(append) < held) this.#see('short', { message, at });
    const snapshot = installSnapshotArgs(message);
    if (snapshot && snapshot.lastIncludedIndex < held) this.#see('snapshot', { message, at });
  }

  /**
   * True if a server that truncates wrongly may be left with a log that a candidate's is up-to-date
   * with: by a request that came late. Behind one in time the leader's next would have shown it.
   *
   * @param last where the candidate's log ends
   */
  mayLeave(last: Position): boolean {
    const { message, at } = this.#seen.get('short') ?? {};
    const args = message && appendEntriesArgs(message);
    if (message === undefined || args === undefined || at === undefined) return false;
    return at.at - message.sentAt > LATE && isUpToDate(last, lastOf(args));
  }

  /** Names the rule, when there is but one that can have been broken. */
  explain(): Explanation {
    const [first, ...more] = this.#seen.keys();
    const [property, rule] =
      more.length > 0 ? SEVERAL : first === undefined ? NEVER_STORED : RULES[first];
    const lines = [...this.#seen.values()].map(
      ({ message, at }) =>
        `  It ${message ? `got ${describeMessage(message)}` : 'crashed'} ${when(at)}.\n`,
    );
    const cause = lines.join('') || NOTHING_CAME;
    return { property, rule, cause };
  }

  #see(kind: Kind, seen: Seen): void {
    if (!this.#seen.has(kind)) this.#seen.set(kind, seen);
  }
}
