/** What a case gives to each of its nodes at boot, and what nodes report. */
import type { CoordinatorOptions, JobEnd, WorkerEnd } from './api.ts';
import type { apps } from './apps/index.ts';

export type NodeArgs = CoordinatorArgs | WorkerArgs | PuppetArgs;

/** A process of the coordinator, or one that may become it. */
export interface CoordinatorArgs {
  readonly role: 'coordinator';
  readonly options: Omit<CoordinatorOptions, 'me'>;
}

/** A worker's process. Times in virtual ms. */
export interface WorkerArgs {
  readonly role: 'worker';
  /** Addresses of all that are the coordinator or may become it. */
  readonly coordinators: readonly string[];
  readonly app: AppName;
  readonly pace: Pace;
  readonly dir: string;
  readonly beatEvery: number;
  readonly giveUpAfter: number;
}

/** In place of a worker: says what a scripted case makes it say (labrpc/guest). */
export interface PuppetArgs {
  readonly role: 'puppet';
}

export type AppName = keyof typeof apps;

/** What an application does on a worker besides its own work. */
export interface Pace {
  /** Virtual ms that each call of `map` takes longer. */
  readonly mapMs?: number;
  /** The same of `reduce`. */
  readonly reduceMs?: number;
  /** Without the application's combiner. */
  readonly noCombiner?: boolean;
  /** Throws an error instead: the application is broken. */
  readonly throws?: 'map' | 'reduce';
}

/** What a node reports, by `apply`: how its process ends, right before it does. */
export type NodeReport = { readonly ended: JobEnd } | { readonly ended: WorkerEnd };
