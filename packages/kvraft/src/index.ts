/** The key/value service (§8): what a solution exports. */
export { makeClerk } from './clerk.ts';
export { makeServer } from './server.ts';
