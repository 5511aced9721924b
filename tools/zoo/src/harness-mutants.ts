/** H1 to H7, and more of their kind: mistakes in the harness itself, each of which its tests must catch. */
import type { Edit } from './edit.ts';

export interface HarnessMutant {
  readonly id: string;
  readonly what: string;
  /** Its file by the path in the repository. */
  readonly edit: Edit;
  /** Path of the test file. */
  readonly test: string;
  /** A part of the name of the test in it that must fail. */
  readonly name: string;
}

export const harnessMutants: readonly HarnessMutant[] = [
  {
    id: 'H1',
    what: 'a reply is delivered to a killed instance, or to the one after it',
    edit: {
      file: 'packages/labrpc/src/network.ts',
      text: 'return caller.up && caller.incarnation === fromIncarnation && !wait.over;',
      replacement: 'return caller.up && fromIncarnation > 0 && !wait.over;',
    },
    test: 'packages/labrpc/test/crashes.test.ts',
    name: 'while the reply is on its way, its next incarnation gets no reply',
  },
  {
    id: 'H2',
    what: 'a delay is in the wrong unit',
    edit: {
      file: 'packages/labrpc/src/dice.ts',
      text: "delay: link.int(UNRELIABLE.delay, 'delay') * MS,",
      replacement: "delay: link.int(UNRELIABLE.delay, 'delay'),",
    },
    test: 'packages/labrpc/test/delays.test.ts',
    name: 'delays a request by another 0–26 ms',
  },
  {
    id: 'H3',
    what: 'a checker that gives up counts as a pass',
    edit: {
      file: 'packages/harness/src/vitest.ts',
      text: "if (verdict.status !== 'pass') expect.fail",
      replacement: "if (verdict.status === 'fail') expect.fail",
    },
    test: 'packages/harness/test/vitest-face.test.ts',
    name: 'fails when a check gives up',
  },
  {
    id: 'H4',
    what: 'messages are shared, not copied: the arguments of a call are read after it is made',
    edit: {
      file: 'packages/sim/guest/node.ts',
      text: "      this.#emit('call', id, to, method, text);",
      replacement:
        "      queueMicrotask(() => this.#emit('call', id, to, method, this.#encode(args, text)));",
    },
    test: 'packages/sim/test/letters.test.ts',
    name: 'a message is a copy',
  },
  {
    id: 'H5',
    what: 'operations that are pending at the end are left out of the history',
    edit: {
      file: 'packages/linearizability/src/recorder.ts',
      text: 'return [...this.#operations];',
      replacement: 'return this.#operations.filter(({ returned }) => returned !== undefined);',
    },
    test: 'packages/linearizability/test/verdicts.test.ts',
    name: 'are part of what a recorder gives',
  },
  {
    id: 'H6',
    what: 'randomness is drawn before it is seeded: while the code is loaded',
    edit: {
      file: 'packages/sim/guest/node.ts',
      text: `    this.#random = xoroshiro128plus(boot.seed);
    this.#overrides = boot.overrides;
    this.#replay = boot.replay === true;
    this.#hasFiles = boot.files === true;
    const start = this.#load(nodeGlobal(this), this);`,
      replacement: `    this.#overrides = boot.overrides;
    this.#replay = boot.replay === true;
    this.#hasFiles = boot.files === true;
    const start = this.#load(nodeGlobal(this), this);
    this.#random = xoroshiro128plus(boot.seed);`,
    },
    test: 'packages/sim/test/letters.test.ts',
    name: 'what a server draws while it is loaded',
  },
  {
    id: 'H7',
    what: 'healing does not heal',
    edit: {
      file: 'packages/labrpc/src/network.ts',
      text: '    this.#cutOff.delete(server);',
      replacement: '    this.#cutOff.has(server);',
    },
    test: 'packages/labrpc/test/connections.test.ts',
    name: 'of S1 stops requests in both directions, connect heals',
  },
  {
    id: 'H7b',
    what: 'healing does not heal: a link that was cut in one direction stays cut',
    edit: {
      file: 'packages/labrpc/src/network.ts',
      text: '    this.#cut.delete(from, to);',
      replacement: '    this.#cut.has(from, to);',
    },
    test: 'packages/labrpc/test/connections.test.ts',
    name: 'is one-way: the requests of S1 are lost',
  },
  {
    id: 'H7c',
    what: 'healing does not heal: a paused server loses what it should get when it goes on',
    edit: {
      file: 'packages/sim/src/pauses.ts',
      text: '    missed.push(event);\n',
      replacement: '',
    },
    test: 'packages/sim/test/pause.test.ts',
    name: 'gets all that it has missed when it goes on',
  },
  {
    id: 'H7d',
    what: 'healing does not heal: a clock that went wrong stays wrong',
    edit: {
      file: 'packages/harness/src/faults/fault-player.ts',
      text: 'of.at(-1)?.rate ?? 1',
      replacement: 'of.at(-1)?.rate ?? fault.rate',
    },
    test: 'packages/harness/test/faults/fault-player.test.ts',
    name: 'leaves nothing behind',
  },
  {
    id: 'H7e',
    what: 'healing does not heal: messages are lost for ever',
    edit: {
      file: 'packages/harness/src/faults/fault-player.ts',
      text: "loss: this.#share('loss'),",
      replacement: "loss: Math.max(network.weather.loss, this.#share('loss')),",
    },
    test: 'packages/harness/test/faults/fault-player.test.ts',
    name: 'leaves nothing behind',
  },
  {
    id: 'H8',
    what: 'the second reply of a request that was delivered twice is heard too',
    edit: {
      file: 'packages/labrpc/src/network.ts',
      text: 'return caller.up && caller.incarnation === fromIncarnation && !wait.over;',
      replacement:
        'return caller.up && caller.incarnation === fromIncarnation && wait.copies >= 0;',
    },
    test: 'packages/labrpc/test/weather.test.ts',
    name: 'is a message of its own for checks',
  },
];
