import { kvCase } from '../kv-case.ts';
import { NO_MAJORITY } from '../properties.ts';

export const onePartition = kvCase({
  part: '3A',
  name: 'OnePartition',
  about: `The leader and one more server are parted from the other three. The majority goes on; a put
          and a get on the minority's side wait, and are done once all is healed (§5.3, §8).`,
  servers: 5,
  network: 'reliable',
  points: 5,

  async run(t) {
    const all = await t.client();
    await all.put('1', '13');
    const leader = await t.stableLeader();
    const minority = [leader, t.after(leader)];
    const majority = t.servers.filter((server) => !minority.includes(server));
    t.partition(majority, minority);

    const [one, two, three] = [await t.client(), await t.client(), await t.client()];
    one.reach(majority);
    two.reach(minority);
    three.reach(minority);
    await one.put('1', '14');
    await one.get('1');

    const done: string[] = [];
    const put = two.put('1', '15').then(() => done.push("put(1, '15')"));
    const get = three.get('1').then(() => done.push('get(1)'));
    await t.sleep(1000);
    if (done.length > 0) {
      t.fail(
        NO_MAJORITY,
        `${done.join(' and ')} returned to clients that reach only ${minority.join(' and ')}: no ` +
          `majority of the five servers, so nothing can be committed there, and nothing read.`,
      );
    }
    await one.get('1');
    await one.put('1', '16');
    await one.get('1');

    t.heal();
    two.reach(t.servers);
    three.reach(t.servers);
    await Promise.all([put, get]);
    await all.get('1');
  },
});
