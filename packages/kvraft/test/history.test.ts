/** The history of the clients, as the node of each is asked and returns. */
import { Inconclusive, type NodeInfo, type Plain, Violation } from 'harness';
import { describe, expect, it } from 'vitest';
import type { OperationResult } from '../node-args.ts';
import { ClientHistory } from '../suite/ledgers/history.ts';

/** A history that is told by hand. */
class Story {
  readonly history = new ClientHistory({ now: 0, eventNumber: 1 });

  /** What the client is asked; the answer tells that it returns. */
  ask(client: string, method: string, ...args: string[]): (result: OperationResult) => void {
    const node = nodeOf(client);
    const invocation: Plain = [0, ...args];
    this.history.invoked(node, method, invocation);
    return (result) => this.history.returned(node, method, invocation, result as unknown as Plain);
  }
}

function nodeOf(address: string): NodeInfo {
  return { address, incarnation: 1, up: true } as NodeInfo;
}

describe('the history', () => {
  it('is fine when some order explains it', () => {
    const story = new Story();
    const append = story.ask('C1', 'append', 'x', 'a');
    story.ask('C2', 'get', 'x')({ response: 'a' });
    append({});
    expect(() => story.history.check()).not.toThrow();
  });

  it('is a violation when none does, shown on a timeline', () => {
    const story = new Story();
    story.ask('C1', 'append', 'x', 'a')({});
    story.ask('C2', 'get', 'x')({ response: '' });
    expect(() => story.history.check()).toThrow(Violation);
    expect(() => story.history.check()).toThrow(/C2 +\[get\(x\) → ''\] ✗/);
    expect(story.history.explain('x')).toContain("[append(x, 'a')]");
    expect(story.history.explain('y')).toBe('');
  });

  it('is no pass when the checker has to give up', () => {
    const story = new Story();
    const first = story.ask('C1', 'append', 'x', 'a');
    story.ask('C2', 'append', 'x', 'b')({});
    first({});
    story.ask('C3', 'get', 'x')({ response: 'ba' });
    expect(() => story.history.check({ budget: 0 })).toThrow(Inconclusive);
    expect(() => story.history.check()).not.toThrow();
  });

  it.each(['a', ''])('may or may not have an append whose session expired: %j', (found) => {
    const story = new Story();
    story.ask('C1', 'append', 'x', 'a')({ error: 'SessionExpired' });
    story.ask('C2', 'get', 'x')({ response: found });
    expect(() => story.history.check()).not.toThrow();
    expect(story.history.open.size).toBe(0);
  });

  it.each(['a', ''])('may or may not have an append whose client crashed: %j', (found) => {
    const story = new Story();
    story.ask('C1', 'append', 'x', 'a');
    story.history.crashed(nodeOf('C1'));
    story.ask('C2', 'get', 'x')({ response: found });
    expect(() => story.history.check()).not.toThrow();
    expect(story.history.open.size).toBe(0);
  });

  it('leaves alone what is no operation', () => {
    const story = new Story();
    story.ask('C1', 'makeClerk')({});
    expect(story.history.open.size).toBe(0);
  });
});
