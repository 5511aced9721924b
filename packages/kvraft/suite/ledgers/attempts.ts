/**
 * Attempts of clients: a retry carries the session and the number that the operation had at first (§8),
 * or it could be executed twice; another operation has another number. Reads are left alone, since
 * nothing happens when one is executed twice.
 */
import { type Message, moment, type Moment, type Observer, violation, when } from 'harness';
import type { Run } from 'raft/suite/beneath';
import type { ClientRequestArgs, Operation } from '../../api.ts';
import { describeCall, describeOperation, describeReply } from '../notation.ts';
import { RETRY_NUMBER } from '../properties.ts';
import { markersIn } from './markers.ts';

interface Attempt {
  readonly message: Message;
  readonly args: ClientRequestArgs;
  readonly since: Moment;
}

/** Of more attempts, the first and the last ones are shown. */
const SHOWN = 6;
/** Numbers that are kept, the latest: with 100,000 clerks all of them would not fit into memory. */
const MAX_NUMBERS = 5000;

export class Attempts implements Observer {
  readonly #run: Run;
  /** By what is written: all attempts, in order. */
  readonly #attempts = new Map<string, Attempt[]>();
  /** By session and number: the first attempt, of the latest numbers. */
  readonly #numbers = new Map<string, Attempt>();

  /** Requests that clients have made so far. */
  calls = 0;

  constructor(run: Run) {
    this.#run = run;
  }

  called(message: Message): void {
    if (!message.method.startsWith('kv.')) return;
    this.calls += 1;
    if (message.method !== 'kv.clientRequest') return;
    const args = message.args as unknown as ClientRequestArgs;
    const { command } = args;
    if (command.kind === 'get') return;
    const attempt = { message, args, since: moment(this.#run) };
    if (markersIn(command.value).length === 1) this.#checkRetry(attempt);
    const number = numberOf(args);
    const other = this.#numbers.get(number);
    if (other === undefined) this.#remember(number, attempt);
    else if (describeOperation(other.args.command) !== describeOperation(command)) {
      throw this.#violation('Each operation of a session has a number of its own', other, attempt);
    }
  }

  #remember(number: string, attempt: Attempt): void {
    this.#numbers.set(number, attempt);
    if (this.#numbers.size <= MAX_NUMBERS) return;
    const [oldest] = this.#numbers.keys();
    if (oldest !== undefined) this.#numbers.delete(oldest);
  }

  /** A value with a marker is written by one operation: all attempts at it carry its number. */
  #checkRetry(attempt: Attempt): void {
    const { value } = attempt.args.command as Exclude<Operation, { kind: 'get' }>;
    const attempts = this.#attempts.get(value);
    if (attempts === undefined) this.#attempts.set(value, [attempt]);
    else attempts.push(attempt);
    const [first = attempt] = attempts ?? [];
    if (numberOf(first.args) === numberOf(attempt.args)) return;
    throw this.#violation('A retry carries the session and number of the first', first, attempt);
  }

  /** The attempts at what was written, a line each. */
  describe(written: string): string {
    const lines = (this.#attempts.get(written) ?? []).map(describe);
    const left = lines.length - SHOWN;
    if (left > 1) lines.splice(SHOWN / 2, left, `  … ${left} more …`);
    return lines.join('\n');
  }

  #violation(rule: string, first: Attempt, attempt: Attempt): Error {
    const operations = [first, attempt].map(({ args }) => describeOperation(args.command));
    const text = `${rule}, but of ${[...new Set(operations)].join(' and ')}:`;
    const lines = [first, attempt].map(describe).join('\n');
    return violation(this.#run, RETRY_NUMBER, `${text}\n${lines}`, first.since);
  }
}

function numberOf({ clientId, sequenceNum }: ClientRequestArgs): string {
  return `${JSON.stringify(clientId)}#${sequenceNum}`;
}

/** '  C1→S2 ClientRequest 7#3 append(k, '(C1 2)') at 1.203 s (event 812): not leader'. */
function describe({ message, since }: Attempt): string {
  const { from, to, method, args, reply } = message;
  const fate = reply === undefined ? 'not answered' : describeReply(method, reply);
  return `  ${from}→${to} ${describeCall(method, args)} ${when(since)}: ${fate}`;
}
