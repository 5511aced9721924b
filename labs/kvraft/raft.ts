/** What `#raft` is for your editor: your Raft of the last lab. Grading may put another one there. */
export { makeRaft } from 'lab-raft';
