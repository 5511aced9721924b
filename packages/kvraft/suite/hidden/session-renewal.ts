/**
 * Sessions that must not expire (dissertation §6.3): every command of a client renews its session, a
 * read as well as a retry; and a client that was silent gets a new session before it asks for anything.
 */
import { kvCase } from '../kv-case.ts';
import { keepBusy } from './session-expiry.ts';

/** Longer than any right clerk takes to come back to the server that leads. */
const SESSION_MS = 20_000;

export const sessionRenewal = kvCase({
  part: '3B',
  name: 'SessionRenewal',
  about: `For three times as long as a session lasts, one client only reads, another one tries an append
          again and again whose replies are lost, and a third one is silent, while a fourth one keeps the
          cluster's clock going. None of them hears that its session has expired (dissertation §6.3).`,
  servers: 3,
  network: 'reliable',
  maxRaftState: 1000,
  sessionTimeout: SESSION_MS,
  points: 5,
  hidden: true,

  async run(t) {
    const [reader, retrier, silent] = [await t.client(), await t.client(), await t.client()];
    const other = await t.client();
    await t.stableLeader();
    for (const client of [reader, retrier, silent]) await client.append('x', client.mark());
    retrier.deafen();
    const append = retrier.append('x', retrier.mark());
    const reading = (async () => {
      for (const end = t.now + 3 * SESSION_MS; t.now < end;) {
        await reader.get('x');
        await t.sleep(SESSION_MS / 10);
      }
    })();
    await keepBusy(t, other, 3 * SESSION_MS);
    await reading;
    retrier.reach(t.servers);
    await append;
    for (const client of [reader, retrier, silent]) await client.append('x', client.mark());
    await other.get('x');
  },
});
