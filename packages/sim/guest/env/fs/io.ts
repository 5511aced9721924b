/** Asks the world for an operation on files. */
import type { IoArgs, IoFailure, IoOp } from '../../../src/files/protocol.ts';
import { ioError } from './io-error.ts';
import { ownHost } from './own-host.ts';

/**
 * Begins an operation and waits for its end.
 *
 * @throws Error as Node's; made here, so that its stack names all that wait for it with an `await`,
 *   which is why functions on the way say `return await`
 */
export async function io<Op extends IoOp>(op: Op, args: IoArgs[Op]): Promise<unknown> {
  let failure: IoFailure | undefined;
  const result = await new Promise<unknown>((resolve) => {
    ownHost.io(op, args, (value, failed) => {
      failure = failed as IoFailure | undefined;
      resolve(value);
    });
  });
  if (failure !== undefined) throw ioError(failure);
  return result;
}
