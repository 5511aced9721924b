/** Typed ends of the network: a client end of a service's type. */

type Handler = (args: never, from: string) => unknown;

/** The RPC handlers among the members of a service's type. */
export type MethodOf<Service> = {
  [M in keyof Service]-?: Service[M] extends Handler ? M : never;
}[keyof Service] &
  string;

export type ArgsOf<Service, M extends keyof Service> = Service[M] extends (
  args: infer Args,
  ...rest: never[]
) => unknown
  ? Args
  : never;

export type ReplyOf<Service, M extends keyof Service> = Service[M] extends (
  ...args: never[]
) => infer Reply
  ? Awaited<Reply>
  : never;

/** One end of a connection to a server that offers a `Service`. */
export interface ClientEnd<Service> {
  /**
   * Calls a method of the server.
   *
   * @param args plain data; the server gets a copy
   * @returns the reply; `undefined` when it does not come: the request or the reply was lost, or
   *   the server is down or cut off. The caller can't tell which, nor whether the method has run.
   */
  call<M extends MethodOf<Service>>(
    method: M,
    args: ArgsOf<Service, M>,
  ): Promise<ReplyOf<Service, M> | undefined>;
}
