/**
 * What a server believes of the leader may be old, and the leader may be dead (§8): a clerk tries the
 * hint, but nothing that servers say may keep it from finding the one that leads.
 */
import type { Address } from 'harness';
import { kvCaseOf } from '../kv-case.ts';
import { LEADER_HINT } from '../properties.ts';
import { Impostors, type Says } from './impostors.ts';

/** ms; a round over five servers, two of them dead, takes a slow clerk half of that. */
const MOST_MS = 10_000;
/** Answers: a clerk that asks all servers in turn needs ten for a session and an operation. */
const MOST_ASKED = 200;

/** Servers that play a scene; those that are not in it are dead. */
interface Scene {
  readonly what: string;
  readonly says: Readonly<Record<Address, Says>>;
}

const SCENES: readonly Scene[] = [
  {
    what: 'S1 and S2 hint at each other, S3 at itself, S5 leads',
    says: {
      S1: { hint: 'S2' },
      S2: { hint: 'S1' },
      S3: { hint: 'S3' },
      S4: { hint: 'S3' },
      S5: 'leads',
    },
  },
  {
    what: 'all hint at S5, which is dead, and S4 leads',
    says: { S1: { hint: 'S5' }, S2: { hint: 'S5' }, S3: { hint: 'S5' }, S4: 'leads' },
  },
  {
    what: 'all hint at S4, which led until just now and hints at nobody; S1 leads',
    says: { S1: 'leads', S2: { hint: 'S4' }, S3: { hint: 'S4' }, S4: {}, S5: { hint: 'S4' } },
  },
  {
    what: 'all hint at S9, of which nobody has heard, and S3 leads',
    says: {
      S1: { hint: 'S9' },
      S2: { hint: 'S9' },
      S3: 'leads',
      S4: { hint: 'S9' },
      S5: { hint: 'S9' },
    },
  },
  {
    what: 'three hint at each other in a circle, one is dead, and S2 leads',
    says: { S1: { hint: 'S3' }, S2: 'leads', S3: { hint: 'S4' }, S4: { hint: 'S1' } },
  },
];

export const leaderHints = kvCaseOf({
  part: '3A',
  name: 'LeaderHints',
  about: `Five servers are played by a script: they send a clerk in a circle, to a dead server, to one
          that led before, to one that is none. Each time it has to find the one that leads within ten
          seconds, and without a storm of requests (§8).`,
  points: 5,
  hidden: true,

  async run(env) {
    const t = new Impostors(env, 5);
    await t.boot();
    const script = { over: false };
    const answering = t.answer(script);
    const client = await t.client();
    for (const { what, says } of SCENES) {
      for (const server of t.servers) {
        const line = says[server];
        if (line === undefined) t.crash(server);
        else if (!t.isUp(server)) await t.restart(server);
        if (line !== undefined) t.tell(server, line);
      }
      await inTime(t, what, async () => {
        await client.append('x', client.mark());
        await client.get('x');
      });
    }
    script.over = true;
    await answering;
    return t;
  },
});

async function inTime(t: Impostors, what: string, operate: () => Promise<void>): Promise<void> {
  const { now, asked } = t;
  let done = false;
  const operating = operate().then(() => (done = true));
  while (!done && t.now - now < MOST_MS && t.asked - asked <= MOST_ASKED) await t.sleep(100);
  if (done) return void (await operating);
  t.fail(
    LEADER_HINT,
    `${what}: an append and a get are not done after ${((t.now - now) / 1000).toFixed(1)} s and ` +
      `${t.asked - asked} requests that were answered, expected ${MOST_MS / 1000} s and ` +
      `${MOST_ASKED} at most. A hint is worth one attempt; then any other server may know better.`,
  );
}
