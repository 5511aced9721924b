/** What the tests take from you: a coordinator, and a worker. README.md leads through both. */
export { makeCoordinator } from './coordinator.ts';
export { runWorker } from './worker.ts';
