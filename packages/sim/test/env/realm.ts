/** Runs snippets in realms of their own, as the world does, with `fake-host.ts` for a world. */
import { fileURLToPath } from 'node:url';
import { constants, createContext, Script } from 'node:vm';
import * as esbuild from 'esbuild';
import { nodeModules } from '../../guest/env/modules.ts';
import { GLOBAL, ownGlobals } from '../../src/globals.ts';
import type { openRealm } from './fake-host.ts';

type FakeRealm = ReturnType<typeof openRealm>;

export interface Output {
  readonly printed: string[];
  readonly logs: string[];
  readonly failures: string[];
  readonly clockReads: number;
}

/** The scripts of a realm: what stands for the world, and the snippets in their environment. */
export interface Scripts {
  readonly world: Script;
  readonly snippets: Script;
}

const COMMON = {
  bundle: true,
  write: false,
  format: 'iife',
  globalName: '__env',
  platform: 'neutral',
  mainFields: ['browser', 'module', 'main'],
  target: 'node24',
} as const satisfies esbuild.BuildOptions;

/** A file that exports snippets, bundled with the environment and compiled. */
export async function compile(file: URL): Promise<Scripts> {
  const folder = fileURLToPath(new URL('.', import.meta.url));
  const world = await esbuild.build({
    ...COMMON,
    entryPoints: [`${folder}fake-host.ts`],
    footer: { js: '__env.openRealm;' },
  });
  const contents =
    `import { installEnvironment } from '../../guest/env/index.ts';\n` +
    `export const load = (host) => {\n` +
    `  installEnvironment(host);\n` +
    `  return require(${JSON.stringify(fileURLToPath(file))}).snippets;\n` +
    `};`;
  const snippets = await esbuild.build({
    ...COMMON,
    stdin: { contents, resolveDir: folder, sourcefile: 'entry.js' },
    define: ownGlobals,
    banner: { js: `((${GLOBAL}, __host) => { "use strict";` },
    footer: { js: 'return __env.load(__host); })' },
    plugins: [
      {
        name: 'node modules',
        setup(build) {
          build.onResolve({ filter: /^(node:)?[a-z_/]+$/ }, ({ path }) => {
            const name = path.replace(/^node:/, '');
            return Object.hasOwn(nodeModules, name) ? { path: nodeModules[name]! } : undefined;
          });
        },
      },
    ],
  });
  return {
    world: new Script(world.outputFiles[0]!.text, { filename: 'world.js' }),
    snippets: new Script(snippets.outputFiles[0]!.text, { filename: 'snippets.js' }),
  };
}

/** Opens a new realm in which the script's snippets can be started. */
export function open({ world, snippets }: Scripts, replay = false): FakeRealm {
  const context = createContext(constants.DONT_CONTEXTIFY, {
    codeGeneration: { strings: false, wasm: false },
  });
  const start = world.runInContext(context) as typeof openRealm;
  return start(snippets.runInContext(context) as Parameters<typeof openRealm>[0], replay);
}

/** Runs one snippet to its end in a new realm. */
export async function run(script: Scripts, name: string, replay = false): Promise<Output> {
  const realm = open(script, replay);
  realm.start(name);
  do {
    do {
      realm.runTicks();
      await new Promise(setImmediate); // Runs the microtasks of all realms.
    } while (realm.runTicks());
  } while (!realm.isDone && realm.step());
  return JSON.parse(realm.output()) as Output;
}
