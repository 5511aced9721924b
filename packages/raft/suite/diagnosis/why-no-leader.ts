/** Cause of an election that does not end: the rule that the elections of the wait have broken. */
import { type Address, when } from 'harness';
import {
  type Ballot,
  type Election,
  MAX_ELECTIONS,
  type Reset,
  type Voter,
  votesOf,
} from '../ledgers/elections.ts';
import { isUpToDate, requestVoteReply } from '../ledgers/rpc.ts';
import { describeExchange, describeMessage } from '../notation.ts';
import * as rules from '../properties.ts';
import { type Cause, judged, LONG, type Stall } from './stall.ts';

/** Virtual µs within which a server may still be acting on what has reached it: 50 ms. */
const AT_ONCE = 50_000;
/** Elections that are told one by one. */
const SHOWN = 3;

/** Virtual µs within which two candidates stand at the same time: a request is on its way. */
const TOGETHER = 10_000;
/** Split votes in a row that are no bad luck. */
const SPLITS = 10;

const PARALLEL = [
  rules.PARALLEL,
  'A leader sends AppendEntries to each of the other servers in parallel.',
] as const;
const HEARTBEATS = [
  rules.HEARTBEATS,
  'A leader sends heartbeats to each server, and repeats them during idle periods, to prevent ' +
    'election timeouts.',
] as const;

/** The first that is found, the most certain one first. */
export function whyNoLeader(stall: Stall): Cause {
  return (
    staleTerm(stall) ??
    uncountedMajority(stall) ??
    wrongRefusal(stall) ??
    splitVotes(stall) ??
    doesNotStand(stall) ??
    neglected(stall) ?? { property: rules.LIVE_ELECTION, lines: summary(stall) }
  );
}

/** A server that goes on in a term that is lower than one that has reached it. */
export function staleTerm(stall: Stall): Cause | undefined {
  for (const server of judged(stall)) {
    const { seen, seenIn, seenSince, shown, shownAt } = stall.elections.voter(server);
    if (seen <= shown || seenIn === undefined || shownAt - seenSince.at < AT_ONCE) continue;
    const said = seenIn.to === server ? describeMessage(seenIn) : describeExchange(seenIn);
    const lines = [
      `If an RPC request or response contains term T > currentTerm: set currentTerm = T, convert ` +
        `to follower.`,
      `${server} got ${said} ${when(seenSince)}, and is still in term ${shown} at ` +
        `${seconds(shownAt)}.`,
    ];
    return { property: rules.ADOPT_TERM, lines, cites: [seenSince] };
  }
  return undefined;
}

/** A candidate that has the votes of a majority, and does not lead. */
function uncountedMajority(stall: Stall): Cause | undefined {
  const { run, leaders } = stall;
  const won = electionsIn(stall).filter(
    ({ candidate, majority, lost, term }) =>
      run.servers.includes(candidate) &&
      majority !== undefined &&
      run.clock.now - majority.at >= AT_ONCE &&
      (lost === undefined || lost.event > majority.event) &&
      !leaders.claims.has(term),
  );
  const election = won.at(-1);
  if (election === undefined) return undefined;
  const votes = votesOf(election);
  const open = [...election.ballots].filter(([, { arrived }]) => arrived === undefined);
  const waits = open.length === 0 ? '' : ` Not answered: ${open.map(([to]) => to).join(', ')}.`;
  const lines = [
    `If votes are received from a majority of servers, the candidate becomes leader, but ` +
      `${election.candidate} does not.`,
    `${election.candidate} stood in term ${election.term} ${when(election.since)}. It has the ` +
      `votes of ${votes.length} of ${run.size}, where ${run.majority} are a majority: itself, ` +
      `${votes.slice(1).map(arrivalIn(election)).join(', ')}.${waits}`,
    ...(open.length === 0
      ? []
      : [`Count each vote when it arrives, and do not wait for the other replies.`]),
    ...(won.length > 1 ? [`The same in ${won.length} elections since.`] : []),
  ];
  const cites = [election.since, ...(election.majority ? [election.majority] : [])];
  return { property: rules.LEAD_WHEN_ELECTED, lines, cites };
}

function arrivalIn({ ballots }: Election): (voter: Address) => string {
  return (voter) => {
    const arrived = ballots.get(voter)?.arrived;
    return arrived ? `${voter} ${when(arrived)}` : voter;
  };
}

/** A vote that was refused, though the voter was free to grant it. */
function wrongRefusal(stall: Stall): Cause | undefined {
  const wrong = electionsIn(stall).flatMap((election) =>
    [...election.ballots].flatMap(([voter, ballot]) =>
      stall.run.servers.includes(voter) && isWrong(election, ballot)
        ? [{ voter, ballot, election }]
        : [],
    ),
  );
  const last = wrong.at(-1);
  const answered = last?.ballot.answered;
  if (last === undefined || answered === undefined) return undefined;
  const { voter, ballot, election } = last;
  const { candidate, term } = election;
  const whom = ballot.votedFor === undefined ? 'nobody' : `${candidate} and nobody else`;
  const lines = [
    `A server grants its vote if votedFor is null or candidateId, and the candidate's log is at ` +
      `least as up-to-date as its own.`,
    `${voter} had voted for ${whom} in term ${term}, and was never given an entry that is more ` +
      `up-to-date than the candidate's last one, but it refuses:`,
    `${describeExchange(ballot.message)} ${when(answered)}`,
    ...(wrong.length > 1 ? [`${wrong.length} votes were refused like that.`] : []),
  ];
  return { property: rules.VOTE_WHEN_FREE, lines, cites: [answered] };
}

function isWrong({ term, candidate, last }: Election, ballot: Ballot): boolean {
  const reply = ballot.answered && requestVoteReply(ballot.message);
  if (!reply || reply.voteGranted || reply.term !== term) return false;
  const isFree = ballot.votedFor === undefined || ballot.votedFor === candidate;
  return isFree && isUpToDate(last, ballot.end);
}

/** Candidates that stand at the same time, in one term after the other. */
function splitVotes(stall: Stall): Cause | undefined {
  const standing = electionsIn(stall).filter(({ candidate }) =>
    stall.run.servers.includes(candidate),
  );
  const terms = [...Map.groupBy(standing, ({ term }) => term)].slice(-SPLITS);
  const isSplit = terms.every(
    ([term, [first, ...others]]) =>
      first &&
      !stall.leaders.claims.has(term) &&
      others.some(({ since }) => since.at - first.since.at < TOGETHER),
  );
  const last = terms.at(-1)?.[1];
  if (terms.length < SPLITS || !isSplit || last === undefined) return undefined;
  const stood = last.map(({ candidate, since }) => `${candidate} ${when(since)}`);
  const lines = [
    `Election timeouts are chosen randomly from an interval, so that split votes are rare and ` +
      `resolved quickly: in most cases only one server times out.`,
    `In each of the last ${SPLITS} terms several candidates stood within ${TOGETHER / 1000} ms, and ` +
      `none was elected. In term ${last[0]?.term}: ${stood.join(', ')}.`,
  ];
  return { property: rules.RANDOM_TIMEOUT, lines, cites: last.map(({ since }) => since) };
}

/** A server that hears of no leader, grants no vote, and does not stand. */
function doesNotStand(stall: Stall): Cause | undefined {
  const { now } = stall.run.clock;
  for (const server of judged(stall)) {
    const voter = stall.elections.voter(server);
    if (voter.hasOwnRpc || now - voter.resetAt < LONG) continue;
    const silent = `${Math.round((now - voter.resetAt) / 1e6)} s`;
    const deposed = voter.reset === 'led' && voter.seen > voter.shown;
    const [property, rule] = STANDS[deposed ? 'heard from its leader' : voter.reset];
    const refused =
      voter.refused === 0 ? '' : ` and it has refused ${voter.refused} requests for its vote`;
    const lines = [
      rule,
      `${server} ${did(voter)} at ${seconds(voter.resetAt)}. In the ${silent} since, no leader ` +
        `has reached it${refused}, but it has not stood for election.`,
    ];
    return { property, lines };
  }
  return undefined;
}

const FOLLOWERS = [
  rules.ELECTION_TIMEOUT,
  'If the election timeout elapses without receiving AppendEntries from the current leader or ' +
    'granting a vote to a candidate: convert to candidate.',
] as const;

const STANDS = {
  started: FOLLOWERS,
  'heard from its leader': FOLLOWERS,
  'granted its vote': FOLLOWERS,
  stood: [rules.NEW_ELECTION, 'If the election timeout elapses: start a new election.'],
  led: HEARTBEATS,
} as const satisfies Record<Reset, unknown>;

function did({ reset, votedIn }: Voter): string {
  if (reset === 'stood') return `stood for election in term ${votedIn}`;
  return reset === 'led' ? 'last spoke as a leader' : reset;
}

/** A follower that gives up a leader because that has not spoken to it. */
function neglected(stall: Stall): Cause | undefined {
  const given = electionsIn(stall).filter(
    ({ neglected: by }) =>
      by && stall.connected.includes(by.leader) && stall.run.servers.includes(by.leader),
  );
  const election = given.at(-1);
  if (election?.neglected === undefined) return undefined;
  const { leader, term, waitsFor, last } = election.neglected;
  const { candidate, since } = election;
  const before =
    last === undefined
      ? `had sent it nothing in its term`
      : `had sent it nothing since ${describeMessage(last)} at ${seconds(last.sentAt)}`;
  const [property, rule] = waitsFor ? PARALLEL : HEARTBEATS;
  const lines = [
    rule,
    `${candidate} stood in term ${election.term} ${when(since)}: ${leader}, the leader of term ` +
      `${term}, ${before}.`,
    ...(waitsFor ? [`It waited for the reply to ${describeMessage(waitsFor)}.`] : []),
    ...(given.length > 1 ? [`${given.length} elections began like that.`] : []),
  ];
  return { property, lines, cites: [since] };
}

/** Outcome of the elections during the wait, the last ones one by one. */
function summary(stall: Stall): string[] {
  const elections = electionsIn(stall);
  const led = [...stall.leaders.claims.values()].filter(({ since }) => since.at >= stall.since);
  const won = led.length === 0 ? 'none was won' : `${led.length} were won, none for long`;
  const shown = elections.slice(-SHOWN).map(describeElection);
  const count = elections.length < MAX_ELECTIONS ? elections.length : `more than ${MAX_ELECTIONS}`;
  return [`Elections since then: ${count}; ${won}.`, ...shown];
}

function describeElection(election: Election): string {
  const { candidate, term, since, ballots } = election;
  const replies = [...ballots].map(([voter, ballot]) => `${voter} ${describeBallot(ballot)}`);
  return `${candidate} stood in term ${term} ${when(since)}: ${replies.join(', ')}.`;
}

function describeBallot({ delivered, answered, arrived, message, votedFor }: Ballot): string {
  if (!delivered) return 'was not reached';
  if (answered === undefined) return 'did not answer';
  const reply = requestVoteReply(message);
  const late = arrived === undefined ? ', a reply that got lost' : '';
  if (reply?.voteGranted) return `granted${late}`;
  return `refused${votedFor === undefined ? '' : `, as it had voted for ${votedFor}`}${late}`;
}

/** The elections that began during the wait. */
function electionsIn({ elections, since, connected }: Stall): Election[] {
  return elections.all.filter(
    (election) => election.since.at >= since && connected.includes(election.candidate),
  );
}

export function seconds(at: number): string {
  return `${(at / 1e6).toFixed(3)} s`;
}
