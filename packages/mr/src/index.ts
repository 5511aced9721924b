/** MapReduce (§3): what a solution exports. */
export { makeCoordinator } from './coordinator.ts';
export { runWorker } from './worker.ts';
