/** The subject of a run: the bundler puts a solution here, which may export anything or nothing. */
declare module 'subject:mr' {
  export const makeCoordinator: unknown;
  export const runWorker: unknown;
}
