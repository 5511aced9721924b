/** A worker's end of a connection to a coordinator: it comes and goes, and connects again by itself. */
import { createConnection, type Socket } from 'node:net';
import {
  createMessageConnection,
  type MessageConnection,
  SocketMessageReader,
  SocketMessageWriter,
} from 'vscode-jsonrpc/node';
import type { Address, CoordinatorEnd, HeartbeatArgs, HeartbeatReply } from '../api.ts';
import { parseAddress, type Place } from './address.ts';
import { heartbeat } from './rpc.ts';

/** A coordinator that says nothing for so long is taken for gone, ms: it may be stopped. */
const SILENCE = 2000;

/** A connection that stands, and what happens when it ends. */
interface Line {
  readonly socket: Socket;
  readonly connection: MessageConnection;
  readonly ended: Promise<undefined>;
}

export class SocketEnd implements CoordinatorEnd {
  readonly #place: Place;
  readonly #silence: number;
  #line: Line | undefined;

  /** @param silence after which a call is given up, ms */
  constructor(address: Address, silence = SILENCE) {
    this.#place = parseAddress(address);
    this.#silence = silence;
  }

  async call(_method: 'heartbeat', args: HeartbeatArgs): Promise<HeartbeatReply | undefined> {
    if (this.#line?.socket.destroyed) this.#line = undefined; // Its end is still to be heard of.
    const line = (this.#line ??= this.#connect());
    const { promise: silence, resolve } = Promise.withResolvers<undefined>();
    const timer = setTimeout(resolve, this.#silence, undefined);
    // An error that the coordinator answers is one of its own: it has no reply for us.
    const reply = line.connection.sendRequest(heartbeat, args).catch(() => undefined);
    try {
      const first = await Promise.race([reply, line.ended, silence]);
      // A late reply must not be taken for that of a later call, nor wait in a buffer for nobody.
      if (first === undefined) line.socket.destroy();
      return first;
    } finally {
      clearTimeout(timer);
    }
  }

  #connect(): Line {
    const socket = createConnection({ ...this.#place, noDelay: true });
    const reader = new SocketMessageReader(socket);
    const connection = createMessageConnection(reader, new SocketMessageWriter(socket));
    const ended = new Promise<undefined>((resolve) => {
      socket.once('close', () => {
        connection.dispose();
        resolve(undefined);
      });
    });
    socket.on('error', () => socket.destroy());
    connection.onError(() => socket.destroy());
    connection.listen();
    return { socket, connection, ended };
  }
}
