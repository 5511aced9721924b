/** A benchmark is a value: what it measures, and the rows that it prints. */

export interface Row {
  readonly what: string;
  readonly value: string;
  /** What we promise; empty where there is no promise. */
  readonly goal: string;
}

export interface Benchmark {
  /** For the command line: `pnpm bench kernel`. */
  readonly name: string;
  readonly about: string;
  run(): Promise<Row[]>;
}
