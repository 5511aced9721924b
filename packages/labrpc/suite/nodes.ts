/** The nodes of a run: what the adapter, inside a node, and the cases, outside, both know of them. */
import type { Address, Plain } from 'sim';
import type { MethodOf } from '../src/client-end.ts';
import type { TestService } from './test-service.ts';

export const SERVER: Address = 'S1';
/** A node that hosts clients; most cases need only one. */
export const CLIENTS: Address = 'C1';

/** What a node is told at boot. */
export type NodeArgs = { readonly role: 'server' } | { readonly role: 'clients' };

/** One call of the test service. */
export type Request = readonly [method: MethodOf<TestService>, args: Plain];
