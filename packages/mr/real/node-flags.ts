/**
 * For Node, of each process of a job. V8 sizes its heap by the machine, and lets garbage lie as long as
 * there is room: a worker that needs 60 MB would take 300.
 */
export const NODE_FLAGS: readonly string[] = [
  '--max-old-space-size=192',
  '--max-semi-space-size=16',
  '--disable-warning=ExperimentalWarning',
];
