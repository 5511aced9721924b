/** The conductor: gives work to the processes until there is none left, and keeps the tallies. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Confirmations, judge } from './confirm.ts';
import { findDifference } from './difference.ts';
import { keepEvidence } from './evidence.ts';
import {
  incomplete,
  isHang,
  notImplemented,
  type Outcome,
  type Run,
  runOf,
  workerDied,
} from './outcome.ts';
import type { Death, Pool, TaskEnd } from './pool.ts';
import type { ProgramFiles } from './programs.ts';
import { Schedule, type Ticket } from './schedule.ts';
import { type GradedCase, type NotDeterministic, Tally } from './tally.ts';

export interface Plan {
  readonly cases: readonly GradedCase[];
  readonly programs: ProgramFiles;
  readonly jobs: number;
  /** First seed. */
  readonly seed: number;
  /** Runs of each case; absent: as many as the budget allows. */
  readonly runs?: number;
  /** Time for the runs, ms; what they find is confirmed afterwards. */
  readonly budgetMs?: number;
  /** Stop at the first failure. */
  readonly bail: boolean;
  /** Time that each message of every run takes in addition, each way, ms. Default: 0. */
  readonly delayMs?: number;
  /** Case → seeds that come first. */
  readonly first?: ReadonlyMap<string, readonly number[]>;
}

export interface Listener {
  /** A run has ended, well or not. */
  ended?(outcome: Outcome): void;
  /** A failure of a kind that was not seen yet. */
  failed?(outcome: Outcome): void;
  died?(death: Death): void;
}

/** Runs of a task of confirmation: enough to be worth a process, few enough to end soon. */
const CONFIRMED_AT_ONCE = 32;
/** A search for the first difference costs several processes; the first few say it all. */
const SEARCHES = 3;
/** Processes that do not even begin, one after another: something is wrong with this machine. */
const BAD_STARTS = 3;

/** Real cases run beside the others, so many for each job: they wait more than they work. */
const REAL_LANES = 2;

type Processes = Pick<Pool, 'run' | 'runReal' | 'runFresh' | 'trace' | 'close'>;
type Kind = 'simulated' | 'real';
type Keep = typeof keepEvidence;

export class Grading {
  readonly tallies: readonly Tally[];
  readonly schedule: Schedule;
  interrupted = false;
  /** A run in which a check failed by itself: it ends the grading. */
  fault: Outcome | undefined;
  /** Folders of what is kept of runs whose process died. */
  readonly evidence = new Map<Outcome, string>();
  /** Most memory that a process had after a task, MB. */
  memoryMb = 0;
  readonly #plan: Plan;
  readonly #pool: Processes;
  readonly #listener: Listener;
  readonly #keep: Keep;
  readonly #confirmations = new Confirmations();
  readonly #searches: (() => Promise<void>)[] = [];
  readonly #seenKinds = new Set<string>();
  #searched = 0;
  #badStarts = 0;
  #busy = 0;
  #waiting: (() => void)[] = [];

  constructor(plan: Plan, pool: Processes, listener: Listener = {}, keep: Keep = keepEvidence) {
    this.#plan = plan;
    this.#pool = pool;
    this.#listener = listener;
    this.#keep = keep;
    this.tallies = plan.cases.map((graded) => new Tally(graded));
    this.schedule = new Schedule({
      cases: plan.cases.map((graded) => graded.id),
      base: plan.seed,
      ...(plan.runs !== undefined && { runs: plan.runs }),
      ...(plan.first && { first: plan.first }),
      real: new Set(plan.cases.filter(({ real }) => real).map(({ id }) => id)),
    });
  }

  /**
   * Runs until everything is known, the time is up, or the signal says enough.
   *
   * @throws Error when processes can't be started at all
   */
  async run(signal: AbortSignal): Promise<void> {
    const interrupt = () => this.#interrupt();
    signal.addEventListener('abort', interrupt, { once: true });
    const { budgetMs, jobs } = this.#plan;
    const clock =
      budgetMs === undefined ? undefined : setTimeout(() => this.schedule.timeIsUp(), budgetMs);
    try {
      const lanes = [...Array<Kind>(jobs).fill('simulated')];
      if (this.#plan.cases.some(({ real }) => real)) {
        lanes.push(...Array<Kind>(jobs * REAL_LANES).fill('real'));
      }
      await Promise.all(lanes.map((kind) => this.#lane(kind)));
    } finally {
      clearTimeout(clock);
      signal.removeEventListener('abort', interrupt);
      await this.#pool.close();
    }
  }

  #interrupt(): void {
    this.interrupted = true;
    this.schedule.halt();
    void this.#pool.close();
    this.#wake();
  }

  /** As many of these as there are processes; each does one thing after another. */
  async #lane(kind: Kind): Promise<void> {
    while (!this.interrupted) {
      const work = this.#nextWork(kind);
      if (work !== undefined) {
        this.#busy += 1;
        try {
          await work();
        } finally {
          this.#busy -= 1;
          this.#wake();
        }
      } else if (this.#busy > 0) {
        // What the others find may have to be confirmed.
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
      } else return;
    }
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #nextWork(kind: Kind): (() => Promise<void>) | undefined {
    if (kind === 'real') {
      const real = this.schedule.next('real');
      return real && (() => this.#runTicket(real, kind));
    }
    const search = this.#searches.shift();
    if (search !== undefined) return search;
    const ticket = this.#confirmations.size < CONFIRMED_AT_ONCE ? this.schedule.next() : undefined;
    if (ticket !== undefined) return () => this.#runTicket(ticket, kind);
    const share = Math.ceil(this.#confirmations.size / this.#plan.jobs);
    const outcomes = this.#confirmations.take(Math.min(share, CONFIRMED_AT_ONCE));
    return outcomes.length > 0 ? () => this.#confirm(outcomes) : undefined;
  }

  async #runTicket(ticket: Ticket, kind: Kind): Promise<void> {
    const { lab, id } = this.#tally(ticket.case).case;
    const { delayMs } = this.#plan;
    const runs = ticket.seeds.map((seed) =>
      runOf({ lab, case: id, seed, ...(delayMs !== undefined && { delayMs }) }),
    );
    const run = kind === 'real' ? 'runReal' : 'run';
    const end = await this.#pool[run](this.#plan.programs, runs, (outcome, wallMs) => {
      this.#ended(outcome, wallMs);
    });
    if (this.interrupted) return;
    this.#note(end);
    this.schedule.giveBack(
      ticket.case,
      end.left.map((run) => run.seed),
    );
    if (end.death?.run === undefined) return;
    this.#ended(await this.#died(end.death, end.death.run), 0, end.death.ours);
  }

  /** @param certain running it again would say nothing new */
  #ended(outcome: Outcome, wallMs: number, certain = false): void {
    const name = outcome.property?.name;
    const tally = this.#tally(outcome.case);
    tally.add(outcome);
    if (outcome.fault !== undefined) {
      this.fault ??= outcome;
      this.schedule.halt();
    }
    const failed = outcome.status === 'fail';
    const hang = isHang(outcome) || outcome.status === 'incomplete';
    this.schedule.ended(outcome.case, { wallMs, failed, hang });
    // More runs of code that is not there yet would say the same.
    if (name === notImplemented) this.schedule.stop(outcome.case, 'not implemented yet');
    // Of real processes, a second run is another run.
    if (!certain && !tally.case.real) this.#confirmations.consider(outcome);
    this.#listener.ended?.(outcome);
    if (failed) this.#failed(outcome);
  }

  #failed(outcome: Outcome): void {
    if (this.#plan.bail) this.schedule.halt();
    const kind = outcome.property?.name ?? '';
    if (kind === notImplemented || this.#seenKinds.has(kind)) return;
    this.#seenKinds.add(kind);
    this.#listener.failed?.(outcome);
  }

  /** Runs outcomes again, in a process of their own. */
  async #confirm(outcomes: readonly Outcome[]): Promise<void> {
    const second: Outcome[] = [];
    const runs = outcomes.map(runOf);
    const end = await this.#pool.runFresh(this.#plan.programs, runs, (outcome) => {
      second.push(outcome);
    });
    if (this.interrupted) return;
    this.#note(end);
    if (end.death?.run !== undefined) second.push(await this.#died(end.death, end.death.run));
    this.#confirmations.giveBack(outcomes.slice(second.length));
    for (const [i, first] of outcomes.slice(0, second.length).entries()) {
      this.#judge(first, second[i] ?? first);
    }
  }

  #judge(first: Outcome, second: Outcome): void {
    const tally = this.#tally(first.case);
    switch (judge(first, second)) {
      case 'same':
        return tally.confirm(first);
      case 'lost':
        // The one that has lived gets a verdict when it comes again.
        if (tally.lost(first, second)) this.#confirmations.again(second);
        return;
      case 'fails': {
        const failed = second.status === 'fail' ? second : deadTwice(first, second);
        tally.fails(first, failed, second.status !== 'fail');
        const evidence = this.evidence.get(first);
        if (evidence !== undefined) this.evidence.set(failed, evidence);
        return this.#failed(failed);
      }
      case 'differs':
        return this.#search(first, tally.differs(first, second));
    }
  }

  #search(run: Run, found: NotDeterministic): void {
    if (this.#plan.bail) this.schedule.halt();
    this.#searched += 1;
    if (this.#searched > SEARCHES) return;
    this.#searches.push(async () => {
      const folder = await mkdtemp(join(tmpdir(), 'grade-'));
      try {
        const { programs } = this.#plan;
        const result = await findDifference(this.#pool, programs, runOf(run), folder);
        if (result.difference === undefined || this.interrupted) return;
        const [first = '', second = ''] = result.traces;
        const files = { 'first.jsonl': first, 'second.jsonl': second };
        found.difference = result.difference;
        found.evidence = await this.#keep(run, 'differs', files);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
  }

  #note(end: TaskEnd): void {
    this.memoryMb = Math.max(this.memoryMb, end.memoryMb ?? 0);
    if (end.death === undefined || end.death.run !== undefined) {
      this.#badStarts = 0;
    } else {
      this.#badStarts += 1;
      if (this.#badStarts < BAD_STARTS) return;
      throw new Error(`A process for the runs cannot be started: ${end.death.detail}`);
    }
  }

  /** The outcome of a run whose process died; the evidence is kept. */
  async #died(death: Death, run: Run): Promise<Outcome> {
    this.#listener.died?.(death);
    const died = incomplete(run, `The process ${death.reason}.`);
    const what = `${run.case} with seed ${run.seed}: the process ${death.reason}`;
    const text = `${what}\n${death.detail}\n`;
    this.evidence.set(died, await this.#keep(run, 'died', { 'death.txt': text }));
    return died;
  }

  #tally(id: string): Tally {
    const tally = this.tallies.find((candidate) => candidate.case.id === id);
    if (tally === undefined) throw new Error(`no tally for ${id}`);
    return tally;
  }
}

/** A run of which two processes died is the run's own doing. */
function deadTwice(first: Outcome, second: Outcome): Outcome {
  const explanation =
    `${first.explanation ?? ''} The same happened in a fresh process. ` +
    `Nothing that a server does may end or fill the process that it runs in.`;
  const property = { name: workerDied, section: '' };
  return { ...second, status: 'fail', property, explanation };
}
