import { genericCase } from './generic.ts';

export const basic = genericCase({
  part: '3A',
  name: 'Basic',
  about: 'Appends and gets, one after the other.',
  clients: 1,
  servers: 5,
  points: 5,
});
export const concurrent = genericCase({
  part: '3A',
  name: 'Concurrent',
  about: 'Appends and gets, side by side.',
  clients: 5,
  servers: 5,
  points: 5,
});
export const unreliable = genericCase({
  part: '3A',
  name: 'Unreliable',
  about:
    'Requests and replies are lost, so that clients try again: each operation is done once (§8).',
  clients: 5,
  servers: 5,
  network: 'unreliable',
  points: 5,
});
export const manyPartitionsOneClient = genericCase({
  part: '3A',
  name: 'ManyPartitionsOneClient',
  about: 'Random halves of the servers are parted from each other; leaders lose their majority.',
  clients: 1,
  servers: 5,
  partitions: true,
  points: 5,
});
export const manyPartitionsManyClients = genericCase({
  part: '3A',
  name: 'ManyPartitionsManyClients',
  about: 'Random halves of the servers are parted from each other; clients reach both sides.',
  clients: 5,
  servers: 5,
  partitions: true,
  points: 5,
});
