/** Cause of a reply of a later term than a script's: the server has stood for election meanwhile. */
import { type Address, when } from 'harness';
import type { Elections } from '../ledgers/elections.ts';
import { parseCall } from '../notation.ts';
import { ELECTION_TIMEOUT } from '../properties.ts';
import type { Cause } from './stall.ts';

/**
 * The election that explains the reply; `undefined` when there is none.
 *
 * @param line the request, as a script writes it
 * @param reply as in 'rejected t2'
 */
export function ownElection(
  elections: Elections,
  server: Address,
  line: string,
  reply: string,
): Cause | undefined {
  const { term: asked } = parseCall(line).args;
  const replied = Number(reply.split(' ')[1]?.slice(1));
  if (!(replied > asked)) return undefined;
  const own = elections.all.findLast(
    ({ candidate, term }) => candidate === server && term === replied,
  );
  if (own === undefined) return undefined;
  const text =
    `${server} is in a later term, since it stood for election in term ${replied} ` +
    `${when(own.since)}, which is too soon: no election timeout has elapsed.`;
  return { property: ELECTION_TIMEOUT, lines: [text], cites: [own.since] };
}
