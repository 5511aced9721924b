/** Where a coordinator listens: 'localhost:6824'. */
import { createServer } from 'node:net';
import type { Address } from '../api.ts';

export interface Place {
  readonly host: string;
  readonly port: number;
}

/** Where a coordinator listens unless it is told otherwise. */
export const DEFAULT_ADDRESS = '127.0.0.1:6824';

/** @throws RangeError that says what was expected */
export function parseAddress(address: Address): Place {
  const [, host = '127.0.0.1', digits = ''] = /^(?:(.+):)?(\d{1,5})$/.exec(address) ?? [];
  const port = Number(digits);
  if (digits !== '' && port < 2 ** 16) return { host, port };
  throw new RangeError(`Expected an address as ${DEFAULT_ADDRESS}, or a port; came ${address}.`);
}

/** Below those that systems give to outgoing connections, and above the well-known ones. */
const FIRST_PORT = 12_000;
const LAST_PORT = 32_000;

/** An address of this machine at which nobody listens now. */
export async function freeAddress(): Promise<Address> {
  for (;;) {
    const port = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT));
    if (await isFree(port)) return `127.0.0.1:${port}`;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
