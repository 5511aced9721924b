/** Typed ends of the network: a client end of a service's type. */

type Handler = (args: never, from: string) => unknown;

/** The RPC handlers among the members of a service's type. */
export type MethodOf<Service> = {
  [M in keyof Service]-?: NonNullable<Service[M]> extends Handler ? M : never;
}[keyof Service] &
  string;

/** What a handler takes; `undefined` for one that takes nothing. */
export type ArgsOf<Service, M extends keyof Service> =
  NonNullable<Service[M]> extends (...all: infer All) => unknown ? All[0] : never;

/** What a handler answers, at once or by a promise. */
export type ReplyOf<Service, M extends keyof Service> =
  NonNullable<Service[M]> extends (...all: never) => infer Reply ? Awaited<Reply> : never;

/** One end of a connection to a server that offers a `Service`. */
export interface ClientEnd<Service> {
  /**
   * Calls a method of the server.
   *
   * @param args plain data; the server gets a copy
   * @returns the reply; `undefined` when it does not come: the request or the reply was lost, or
   *   the server is down or cut off. The caller can't tell which, nor whether the method has run.
   * @throws NotPlain at once, for arguments that are not plain data
   */
  call<M extends MethodOf<Service>>(
    method: M,
    args: ArgsOf<Service, M>,
  ): Promise<ReplyOf<Service, M> | undefined>;
}
