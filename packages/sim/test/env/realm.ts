/** Runs snippets in realms of their own, as the world does, with `fake-host.ts` for a world. */
import { fileURLToPath } from 'node:url';
import { constants, createContext, Script } from 'node:vm';
import * as esbuild from 'esbuild';
import { nodeModules } from '../../guest/env/modules.ts';
import type { openRealm } from './fake-host.ts';

type FakeRealm = ReturnType<typeof openRealm>;

export interface Output {
  readonly printed: string[];
  readonly logs: string[];
  readonly failures: string[];
  readonly clockReads: number;
}

/** A file that exports snippets, bundled with the environment and compiled. */
export async function compile(file: URL): Promise<Script> {
  const folder = fileURLToPath(new URL('.', import.meta.url));
  const contents =
    `import { openRealm } from './fake-host.ts';\n` +
    `const load = () => require(${JSON.stringify(fileURLToPath(file))}).snippets;\n` +
    `export const open = (replay) => openRealm(load, replay);`;
  const { outputFiles } = await esbuild.build({
    stdin: { contents, resolveDir: folder, sourcefile: 'entry.js' },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: '__env',
    footer: { js: '__env.open;' },
    platform: 'neutral',
    mainFields: ['browser', 'module', 'main'],
    target: 'node24',
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
  return new Script(outputFiles[0]!.text, { filename: 'snippets.js' });
}

/** Opens a new realm in which the script's snippets can be started. */
export function open(script: Script, replay = false): FakeRealm {
  const context = createContext(constants.DONT_CONTEXTIFY, {
    codeGeneration: { strings: false, wasm: false },
  });
  return (script.runInContext(context) as (replay: boolean) => FakeRealm)(replay);
}

/** Runs one snippet to its end in a new realm. */
export async function run(script: Script, name: string, replay = false): Promise<Output> {
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
