/** What `#raft` is for the compiler and for tests on a desk. In a run the bundler puts a Raft there. */
export { makeRaft } from 'raft/reference';
