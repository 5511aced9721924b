/**
 * How many objects there are in a realm: for checks that a solution lets go of what it no longer needs,
 * however it keeps it. The inspector of V8 knows; it collects all garbage before it counts.
 */
import { Session } from 'node:inspector';
import { setImmediate } from 'node:timers/promises';
import type { Program } from './bundle.ts';
import { realmNameOf } from './realm.ts';
import type { World } from './world.ts';

/**
 * Counts between two events and outside of the watchdog: V8 collects all garbage several times, to be
 * sure, which takes half a second of CPU and on a busy machine much more.
 *
 * @returns `undefined` when the nodes of the program live in processes of their own
 */
export function liveObjects(world: World, program: Program): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    world.defer(async () => {
      await setImmediate();
      try {
        resolve(countIn(realmNameOf(program)));
      } catch (error) {
        reject(error as Error);
      }
    });
  });
}

function countIn(name: string | undefined): number | undefined {
  if (name === undefined) return undefined;
  const session = new Session();
  session.connect();
  try {
    return count(session, contextOf(session, name));
  } finally {
    session.disconnect();
  }
}

function contextOf(session: Session, name: string): number {
  let found: number | undefined;
  session.on('Runtime.executionContextCreated', ({ params: { context } }) => {
    if (context.name === name) found = context.id;
  });
  session.post('Runtime.enable'); // Tells of all contexts before it returns.
  if (found === undefined) throw new Error(`the inspector knows no context "${name}"`);
  return found;
}

/** All that inherits from its `Object.prototype`: functions, promises and lists too. */
function count(session: Session, contextId: number): number {
  const { result: prototype } = answer<{ result: { objectId: string } }>((then) =>
    session.post('Runtime.evaluate', { expression: 'Object.prototype', contextId }, then),
  );
  const { objects } = answer<{ objects: { objectId: string } }>((then) =>
    session.post('Runtime.queryObjects', { prototypeObjectId: prototype.objectId }, then),
  );
  const functionDeclaration = 'function () { return this.length; }';
  const { result } = answer<{ result: { value: number } }>((then) =>
    session.post('Runtime.callFunctionOn', { ...objects, functionDeclaration }, then),
  );
  return result.value;
}

/** The inspector of this very thread answers at once. */
function answer<T>(ask: (then: (error: Error | null, answer: object) => void) => void): T {
  let given: object | undefined;
  ask((error, object) => {
    if (error) throw new Error('the inspector refused', { cause: error });
    given = object;
  });
  if (given === undefined) throw new Error('the inspector has not answered at once');
  return given as T;
}
