/** The coordinator's side of the sockets. */
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import {
  createMessageConnection,
  SocketMessageReader,
  SocketMessageWriter,
} from 'vscode-jsonrpc/node';
import type { Address, CoordinatorRpc } from '../api.ts';
import { parseAddress } from './address.ts';
import { heartbeat } from './rpc.ts';

export interface Serving {
  /** With the port that the system chose, where it was 0. */
  readonly address: Address;
  /** Ends all connections. */
  readonly close: () => void;
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
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    answer(rpc, socket, onError);
  });
  const { host, port } = parseAddress(address);
  server.listen(port, host);
  await once(server, 'listening');
  const bound = server.address();
  return {
    address: typeof bound === 'object' && bound ? `${host}:${bound.port}` : address,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function answer(rpc: CoordinatorRpc, socket: Socket, onError: (error: unknown) => void): void {
  const writer = new SocketMessageWriter(socket);
  const connection = createMessageConnection(new SocketMessageReader(socket), writer);
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
    }
  });
  connection.listen();
}
