import { labrpcCase } from '../labrpc-case.ts';
import { SERVER } from '../nodes.ts';
import { DEATH, OWN_REPLY, PROMPT } from '../properties.ts';
import type { Rig } from '../rig.ts';

/** How long the handler works, in ms. */
const WORK = 20_000;
/** Within that many ms a caller hears that the server has died. */
const NOTICE = 100;

export const killed = labrpcCase({
  name: 'Killed',
  about: `A server is killed 1 s after it was asked for something that takes 20 s. The caller soon hears
          that no reply will come, and none ever does; the restarted server answers new calls. A
          client that is killed and restarted does not get the reply to a call of its former life.`,

  async run(t) {
    await killServer(t);
    await killClient(t);
  },
});

async function killServer(t: Rig): Promise<void> {
  const call = t.call('work', WORK);
  const first = await Promise.race([call, t.sleep(1000).then(() => 'still at work')]);
  t.expectSame(OWN_REPLY, 'the call after 1 s', first, 'still at work');

  t.crash(SERVER);
  const crashed = t.now;
  t.expectSame(DEATH, 'a call whose server was killed under it', await call, null);
  const took = t.now - crashed;
  t.expect(
    took <= NOTICE,
    PROMPT,
    `The caller heard of the death after ${took} ms; expected at most ${NOTICE} ms.`,
  );

  await t.bootServer();
  t.expectSame(OWN_REPLY, 'a call after the restart', await t.call('handle', 1), 'handled 1');
  const late: string[] = [];
  t.world.observe({ replied: ({ method }) => void late.push(method) });
  await t.sleep(WORK);
  t.expect(late.length === 0, DEATH, `Nobody asked, yet a reply came: ${late.join(', ')}.`);
}

async function killClient(t: Rig): Promise<void> {
  const client = 'C2';
  await t.bootClients(client);
  const former = t.callInTurn([['work', 1000]], client);
  await t.sleep(100);
  t.crash(client);
  await former; // Nobody is left to say what became of it.
  await t.bootClients(client);
  // Both are the first call of a life: nothing but the life tells their replies apart.
  const replies = await t.callInTurn([['work', 5000]], client);
  t.expectSame(OWN_REPLY, 'a call of the new life', replies, ['worked 5000 ms']);
}
