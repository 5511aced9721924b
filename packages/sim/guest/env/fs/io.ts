/** Asks the world for an operation on files. */
import type { IoArgs, IoFailure, IoOp } from '../../../src/files/protocol.ts';
import { ioError } from './io-error.ts';
import { ownHost } from './own-host.ts';

/** @throws Error as Node's, once it has failed; made here, so that its stack says who waits for it */
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
