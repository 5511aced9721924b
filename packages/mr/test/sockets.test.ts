/** The RPC over real sockets: replies, silence, and peers that come and go. */
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { CoordinatorRpc, HeartbeatReply } from '../api.ts';
import { freeAddress, parseAddress } from '../real/address.ts';
import { serve } from '../real/serve.ts';
import { SocketEnd } from '../real/socket-end.ts';

const WAIT: HeartbeatReply = { worker: 'W1', task: 'wait' };

async function serving(rpc: CoordinatorRpc, address = '127.0.0.1:0') {
  const errors: unknown[] = [];
  const server = await serve(rpc, address, (error) => errors.push(error));
  onTestFinished(server.close);
  return { ...server, errors };
}

describe('a call', () => {
  it('brings the reply, and several at once are not mixed up', async () => {
    const { address } = await serving({
      heartbeat: ({ worker = '' }) => ({ worker: `${worker}!`, task: 'wait' }),
    });
    const end = new SocketEnd(address);
    const names = Array.from({ length: 100 }, (_, i) => `W${i}`);
    const replies = await Promise.all(names.map((worker) => end.call('heartbeat', { worker })));
    expect(replies.map((reply) => reply?.worker)).toEqual(names.map((name) => `${name}!`));
  });

  it('is undefined where nobody listens', async () => {
    expect(await new SocketEnd(await freeAddress()).call('heartbeat', {})).toBeUndefined();
  });

  it('is undefined when the handler throws, which the coordinator hears', async () => {
    const thrown = new Error('no');
    const { address, errors } = await serving({ heartbeat: () => Promise.reject(thrown) });
    expect(await new SocketEnd(address).call('heartbeat', {})).toBeUndefined();
    expect(errors).toEqual([thrown]);
  });

  it('is undefined when the coordinator is silent, and its late reply is nobody’s', async () => {
    const { promise, resolve } = Promise.withResolvers<HeartbeatReply>();
    let calls = 0;
    const { address } = await serving({
      heartbeat: () => ((calls += 1) === 1 ? promise : WAIT),
    });
    const end = new SocketEnd(address, 50);
    expect(await end.call('heartbeat', {})).toBeUndefined();
    resolve({ worker: 'late', task: 'exit' });
    expect(await end.call('heartbeat', {})).toEqual(WAIT);
  });

  it('is undefined when the coordinator goes away, and works again when one is back', async () => {
    const first = await serving({ heartbeat: () => new Promise(() => {}) });
    const end = new SocketEnd(first.address, 1_000_000);
    const lost = end.call('heartbeat', {});
    setTimeout(() => void first.close(), 50);
    expect(await lost).toBeUndefined();
    await serving({ heartbeat: () => WAIT }, first.address);
    expect(await end.call('heartbeat', {})).toEqual(WAIT);
  });

  it('brings the reply also when the server ends with it', async () => {
    for (let i = 0; i < 20; i++) {
      const server = await serving({
        heartbeat: () => {
          void Promise.resolve().then(() => server.close());
          return { worker: 'W1', task: 'exit' };
        },
      });
      const reply = await new SocketEnd(server.address).call('heartbeat', {});
      expect(reply).toEqual({ worker: 'W1', task: 'exit' });
    }
  });

  it('is undefined when what answers speaks another language', async () => {
    const other = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const bound = other.address() as { port: number };
    expect(await new SocketEnd(`127.0.0.1:${bound.port}`).call('heartbeat', {})).toBeUndefined();
  });
});

describe('an address', () => {
  it('is a host and a port, or a port', () => {
    expect(parseAddress('localhost:6824')).toEqual({ host: 'localhost', port: 6824 });
    expect(parseAddress('6824')).toEqual({ host: '127.0.0.1', port: 6824 });
    expect(() => parseAddress('6824x')).toThrow('Expected an address as 127.0.0.1:6824');
    expect(() => parseAddress('localhost:70000')).toThrow('came localhost:70000');
  });

  it('that is in use is an error, not a second server', async () => {
    const { address } = await serving({ heartbeat: () => WAIT });
    await expect(serving({ heartbeat: () => WAIT }, address)).rejects.toThrow('EADDRINUSE');
  });
});
