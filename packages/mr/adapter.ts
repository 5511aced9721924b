/**
 * The program of a node of the MapReduce lab, a coordinator's, a worker's or a puppet's: connects a
 * solution to its world, and says in the words of the contract (api.ts) where the two don't fit.
 */
import { clientEnd, puppet } from 'labrpc/guest';
import {
  ContractError,
  exported,
  type Exposed,
  member,
  type NodeContext,
  program,
} from 'sim/guest';
import * as subject from 'subject:mr';
import type {
  App,
  Coordinator,
  CoordinatorOptions,
  CoordinatorRpc,
  JobEnd,
  MakeCoordinator,
  RunWorker,
  WorkerEnd,
} from './api.ts';
import { apps } from './apps/index.ts';
import type { CoordinatorArgs, NodeArgs, Pace, WorkerArgs } from './node-args.ts';

const ENTRY = 'src/index.ts';

program((node) => {
  const args = node.args as NodeArgs;
  switch (args.role) {
    case 'coordinator':
      return coordinatorNode(node, args);
    case 'worker':
      return workerNode(node, args);
    case 'puppet':
      return puppet(node, 'mr');
  }
});

function coordinatorNode(node: NodeContext, { options }: CoordinatorArgs): Exposed {
  const coordinator = makeCoordinator({ ...options, me: node.address });
  void coordinator.over.then((end) => exit(node, 'over', end, JOB_ENDS));
  return {
    // The contract knows nothing of who calls.
    services: { mr: { heartbeat: (args: never) => coordinator.heartbeat(args) } },
    inspect: () => coordinator.inspect?.(),
  };
}

function makeCoordinator(options: CoordinatorOptions): Coordinator {
  const make = exported<MakeCoordinator>(subject, ENTRY, 'makeCoordinator', 'MakeCoordinator');
  const coordinator: unknown = make(options);
  if (typeof member(coordinator, 'heartbeat') !== 'function') {
    throw new ContractError(
      'makeCoordinator(options) must return a Coordinator at once (no promise); what it returned ' +
        'has no method heartbeat.',
    );
  }
  if (typeof member(member(coordinator, 'over'), 'then') !== 'function') {
    throw new ContractError(
      'makeCoordinator(options) must return a Coordinator whose field over is a promise of how the ' +
        'job has ended; it is none.',
    );
  }
  return coordinator as Coordinator;
}

function workerNode(node: NodeContext, args: WorkerArgs): Exposed {
  const { coordinators, app, pace, dir, beatEvery, giveUpAfter } = args;
  const run = exported<RunWorker>(subject, ENTRY, 'runWorker', 'RunWorker');
  const ended: unknown = run({
    coordinators: coordinators.map((address) => clientEnd<CoordinatorRpc>(node, address, 'mr')),
    app: paced(apps[app], pace),
    dir,
    beatEvery,
    giveUpAfter,
  });
  if (typeof member(ended, 'then') !== 'function') {
    throw new ContractError(
      'runWorker(options) must return a promise of how the work has ended; it returned none.',
    );
  }
  void (ended as Promise<WorkerEnd>).then((end) => exit(node, 'runWorker', end, WORKER_ENDS));
  return {};
}

const JOB_ENDS = ['done', 'failed', 'deposed'];
const WORKER_ENDS = ['exit', 'unreachable'];

/** The process ends. @throws ContractError for an end that the contract does not know */
function exit(
  node: NodeContext,
  promise: string,
  end: JobEnd | WorkerEnd,
  known: readonly string[],
): never {
  const status: unknown = member(end, 'status');
  if (typeof status !== 'string' || !known.includes(status)) {
    throw new ContractError(
      `${promise} must resolve to { status } with one of ${known.join(', ')}; it resolved to ` +
        `${JSON.stringify(end)}.`,
    );
  }
  node.apply({ ended: end });
  process.exit(status === 'done' || status === 'exit' ? 0 : 1);
}

/** The same application, with what the case makes of it. */
function paced(app: App, { mapMs = 0, reduceMs = 0, noCombiner = false, throws }: Pace): App {
  return {
    input: app.input,
    ...(app.combine && !noCombiner && { combine: app.combine.bind(app) }),
    map: async (key, value, emit) => {
      await sleep(mapMs);
      if (throws === 'map') throw new TypeError('this application is broken');
      await app.map(key, value, emit);
    },
    reduce: async (key, values, emit) => {
      await sleep(reduceMs);
      if (throws === 'reduce') throw new TypeError('this application is broken');
      await app.reduce(key, values, emit);
    },
  };
}

async function sleep(ms: number): Promise<void> {
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
}
