/** The coordinator's side of the sockets. */
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import {
  createMessageConnection,
  type Message,
  SocketMessageReader,
  SocketMessageWriter,
} from 'vscode-jsonrpc/node';
import type { Address, CoordinatorRpc } from '../api.ts';
import { parseAddress } from './address.ts';
import { heartbeat } from './rpc.ts';

export interface Serving {
  /** With the port that the system chose, where it was 0. */
  readonly address: Address;
  /** Ends all connections when the replies that are there are sent: a worker's last one is 'exit'. */
  readonly close: () => Promise<void>;
}

/**
 * Lets workers call a coordinator.
 *
 * @param onError hears of an error that a handler throws; the caller gets no reply
 * @throws Error of Node when nobody can listen there: EADDRINUSE
 */
export async function serve(
  rpc: CoordinatorRpc,
  address: Address,
  onError: (error: unknown) => void,
): Promise<Serving> {
  const lines = new Set<Line>();
  const server = createServer({ noDelay: true }, (socket) => {
    const line = new Line(rpc, socket, onError);
    lines.add(line);
    socket.once('close', () => lines.delete(line));
  });
  const { host, port } = parseAddress(address);
  server.listen(port, host);
  await once(server, 'listening');
  const bound = server.address();
  return {
    address: typeof bound === 'object' && bound ? `${host}:${bound.port}` : address,
    close: async () => {
      server.close();
      await Promise.all([...lines].map((line) => line.close()));
    },
  };
}

/** The connection of one worker. */
class Line {
  readonly #socket: Socket;
  readonly #writer: Writer;
  /** Replies that the coordinator has made. */
  #answered = 0;

  constructor(rpc: CoordinatorRpc, socket: Socket, onError: (error: unknown) => void) {
    this.#socket = socket;
    this.#writer = new Writer(socket);
    const reader = new SocketMessageReader(socket);
    const connection = createMessageConnection(reader, this.#writer);
    // A worker that dies in the middle of a message is no error of ours.
    socket.on('error', () => socket.destroy());
    connection.onError(() => socket.destroy());
    connection.onClose(() => connection.dispose());
    connection.onRequest(heartbeat, async (args) => {
      try {
        return await rpc.heartbeat(args);
      } catch (error) {
        onError(error);
        throw error;
      } finally {
        this.#answered += 1;
      }
    });
    connection.listen();
  }

  async close(): Promise<void> {
    // What the coordinator has answered just now is still on its way to the writer.
    do await turn();
    while (this.#writer.written < this.#answered && !this.#socket.destroyed);
    this.#socket.destroySoon();
  }
}

/** Counts what the system has taken over. */
class Writer extends SocketMessageWriter {
  written = 0;

  override async write(message: Message): Promise<void> {
    await super.write(message);
    this.written += 1;
  }
}
