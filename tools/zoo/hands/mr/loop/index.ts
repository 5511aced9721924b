/** What a job is run with: a coordinator and its workers. */
export { makeCoordinator } from './coordinator.ts';
export { runWorker } from './worker.ts';
