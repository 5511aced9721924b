/** A benchmark is a value: what it measures, and the rows that it prints. */

export interface Row {
  readonly what: string;
  /** The figure, once for each round of the measurement; at least one. */
  readonly samples: readonly number[];
  /** Unit of the samples, as in 'ms CPU'. */
  readonly unit: string;
  /** Digits behind the point. Default: 0. */
  readonly digits?: number;
  /** More about the last round, as in '3500 RPCs'. */
  readonly note?: string;
  /** Promise; absent where there is none. */
  readonly goal?: Goal;
}

export type Goal = { readonly atMost: number } | { readonly atLeast: number };

export interface Benchmark {
  /** For the command line: `pnpm bench kernel`. */
  readonly name: string;
  readonly about: string;
  run(): Promise<Row[]>;
}
