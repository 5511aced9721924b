/** What the tests take from you: a server, and a clerk. README.md leads through both, step by step. */
export { makeClerk } from './clerk.ts';
export { makeServer } from './server.ts';
