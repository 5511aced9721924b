/** The Node of this repository, whatever runs us: the root's package.json asks for it. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** Absolute path. */
export const pinnedNode = join(dirname(require.resolve('node/package.json')), 'bin/node');
