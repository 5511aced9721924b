/**
 * The program of a node: the server, or clients that do what the case asks them to.
 *
 * Clients report `null` for a call that got no reply, since a list can't hold `undefined`.
 */
import type { Plain } from 'sim';
import { type NodeContext, program } from 'sim/guest';
import { testService } from 'subject:labrpc';
import { type ClientEnd, clientEnd } from '../guest/index.ts';
import { type NodeArgs, type Request, SERVER } from './nodes.ts';
import type { TestService } from './test-service.ts';

type Reply = Plain;

program((node) => {
  const { role } = node.args as NodeArgs;
  return role === 'server' ? { services: { test: testService } } : { methods: clients(node) };
});

function clients(node: NodeContext) {
  const connect = (): ClientEnd<TestService> => clientEnd(node, SERVER, 'test');
  return {
    inTurn: (requests: readonly Request[]) => inTurn(connect(), requests),
    atOnce: (requests: readonly Request[]) => atOnce(connect(), requests),
    changeAfterSending: () => changeAfterSending(connect()),
    benchmark: (times: number) => benchmark(connect(), times),
  };
}

/** Makes calls one after another. */
async function inTurn(end: ClientEnd<TestService>, requests: readonly Request[]): Promise<Reply[]> {
  const replies: Reply[] = [];
  for (const request of requests) replies.push(await call(end, request));
  return replies;
}

/** Makes all calls before the first reply is there. */
function atOnce(end: ClientEnd<TestService>, requests: readonly Request[]): Promise<Reply[]> {
  return Promise.all(requests.map((request) => call(end, request)));
}

/** Sends a list and goes on filling it. The server must echo what was sent. */
async function changeAfterSending(end: ClientEnd<TestService>): Promise<Reply> {
  const list: Plain[] = ['sent'];
  const echoed = end.call('echo', list);
  list.push('added after sending');
  return (await echoed) ?? null;
}

/** Makes the same call over and over. Returns how often the reply was right. */
async function benchmark(end: ClientEnd<TestService>, times: number): Promise<number> {
  let right = 0;
  for (let i = 0; i < times; i++) {
    if ((await end.call('handle', 111)) === 'handled 111') right += 1;
  }
  return right;
}

async function call(end: ClientEnd<TestService>, [method, args]: Request): Promise<Reply> {
  return (await end.call(method, args as never)) ?? null;
}
