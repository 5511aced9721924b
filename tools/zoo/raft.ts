/** `#raft` for the compiler, where a service of a test imports it. In a run the bundler puts a Raft there. */
export { makeRaft } from 'raft/reference';
