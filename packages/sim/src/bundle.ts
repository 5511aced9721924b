/**
 * Makes a node's program: environment, adapter and subject in one script, with an inline source map.
 * The subject is a path, and so is each library that it stands on; what they may import is decided in
 * import-policy.ts.
 *
 * The script's value is a function. A realm calls it for each node, so that every node has variables
 * of its own, and V8 keeps what it learned of the code from node to node and from run to run.
 */
import { createHash } from 'node:crypto';
import { readFile, realpath } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  build,
  type BuildOptions,
  type BuildResult,
  type Message as EsbuildMessage,
  type OutputFile,
} from 'esbuild';
import { GLOBAL, ownGlobals } from './globals.ts';
import { type ImportPolicy, importPolicy, ownerOf, type Source } from './import-policy.ts';

/** A bundled node program, plain data that travels between processes. */
export interface Program {
  /** File name in stack traces of the realm, the same on every machine. */
  readonly file: string;
  readonly code: string;
  /** The runtime of the realm that it runs in, a script too. */
  readonly runtime: string;
  /** Source map (JSON); its sources are absolute paths. */
  readonly map: string;
  /** The folders of the subject's own files and of its libraries', absolute. */
  readonly roots: readonly string[];
  /** Of both scripts: another hash is other code. */
  readonly hash: string;
}

/** Code that is not ours: where it is, and what it may import. */
export interface SourceOptions {
  /** The name under which our own files import it: 'subject:raft'. */
  readonly subject: string;
  /** Path of its main file. */
  readonly path: string;
  /** The only folder that its own files may come from; default: that of its main file. */
  readonly root?: string;
  /** Packages that it may import besides: the contract. */
  readonly allowedImports: readonly string[];
}

/** What a subject stands on: a solution too, perhaps by the same student. */
export interface LibraryOptions extends SourceOptions {
  /** The name under which the subject imports it: '#raft'. */
  readonly name: string;
  /**
   * Absolute path of the file of ours that the subject gets for that name. It imports the library as
   * `subject`, and can tell the world what passes between the two.
   */
  readonly shim: string;
}

export interface BundleOptions extends SourceOptions {
  /** Absolute path of the adapter, which imports the subject and `sim/guest`. */
  readonly adapter: string;
  readonly libraries?: readonly LibraryOptions[];
}

export interface BuildProblem {
  /** Absolute path; absent when the problem is nowhere in particular. */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly text: string;
}

/** The subject cannot be made into a program. */
export class BuildError extends Error {
  override readonly name = 'BuildError';
  readonly problems: readonly BuildProblem[];

  constructor(problems: readonly BuildProblem[]) {
    super(problems.map(formatProblem).join('\n'));
    this.problems = problems;
  }
}

const GUEST = fileURLToPath(new URL('../guest/', import.meta.url));

/**
 * Bundles a subject with its adapter.
 *
 * @throws BuildError with file and line for what does not parse, is not found or is not allowed
 */
export async function bundle(options: BundleOptions): Promise<Program> {
  const policy = await policyOf(options);
  const { adapter } = policy;
  const roots = policy.sources.map((source) => source.root);
  const [root = ''] = roots;
  const entry =
    `import { installEnvironment } from ${JSON.stringify(`${GUEST}env/index.ts`)};\n` +
    `import { declaredProgram } from ${JSON.stringify(`${GUEST}index.ts`)};\n` +
    `export function load(host) {\n` +
    `  installEnvironment(host);\n` +
    `  require(${JSON.stringify(adapter)});\n` +
    `  return declaredProgram();\n` +
    `}`;
  const result = await build({
    stdin: { contents: entry, resolveDir: GUEST, sourcefile: 'realm.js' },
    ...COMMON,
    absWorkingDir: root,
    metafile: true,
    // A module is strict; the bundler does not say so.
    banner: { js: `((${GLOBAL}, __host) => { "use strict";` },
    footer: { js: 'return __sim.load(__host); })' },
    define: ownGlobals,
    sourcemap: 'external',
    logOverride: Object.fromEntries([...REFUSED.keys()].map((id) => [id, 'warning'])),
    tsconfigRaw: '{"compilerOptions":{"target":"ESNext","useDefineForClassFields":true}}',
    plugins: [importPolicy(policy)],
  }).catch((error: unknown) => {
    throw toBuildError(error, root);
  });
  const isTheirs = (file: string): boolean => ownerOf(policy, file) !== undefined;
  const problems = await refusals(result, root, isTheirs);
  if (problems.length > 0) throw new BuildError(problems);
  return toProgram(result.outputFiles, await runtime(), options.subject, roots);
}

/**
 * Bundles a subject with an adapter for a process of Node's own. What the subject may import is the
 * same; its `node:` modules are the real ones.
 *
 * @returns an ES module, with an inline source map
 * @throws BuildError as {@link bundle}
 */
export async function bundleReal(options: BundleOptions): Promise<string> {
  const policy: ImportPolicy = { ...(await policyOf(options)), world: 'real' };
  const [root = ''] = policy.sources.map((source) => source.root);
  const result = await build({
    entryPoints: [policy.adapter],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    absWorkingDir: root,
    outfile: 'main.mjs',
    sourcemap: 'inline',
    sourcesContent: false,
    logLevel: 'silent',
    // Packages in CommonJS ask for Node's own modules by this name.
    banner: { js: CREATE_REQUIRE },
    tsconfigRaw: '{"compilerOptions":{"target":"ESNext","useDefineForClassFields":true}}',
    plugins: [importPolicy(policy)],
  }).catch((error: unknown) => {
    throw toBuildError(error, root);
  });
  return result.outputFiles[0]?.text ?? '';
}

const CREATE_REQUIRE =
  `import { createRequire as __createRequire } from 'node:module';` +
  `const require = __createRequire(import.meta.url);`;

const COMMON = {
  bundle: true,
  write: false,
  format: 'iife',
  globalName: '__sim',
  outfile: 'bundle.js',
  platform: 'neutral',
  mainFields: ['browser', 'module', 'main'],
  target: 'node24',
  legalComments: 'none',
  logLevel: 'silent',
} as const satisfies BuildOptions;

let bundledRuntime: Promise<string> | undefined;

/** The script that makes a context a realm of nodes; bundled once a process. */
function runtime(): Promise<string> {
  bundledRuntime ??= build({
    ...COMMON,
    entryPoints: [`${GUEST}main.ts`],
    banner: { js: '(() => { "use strict";' },
    footer: { js: 'return __sim.open; })()' },
  }).then(({ outputFiles: [script] }) => script?.text ?? '');
  return bundledRuntime;
}

/** What files that are not ours do that parses but cannot be simulated. */
async function refusals(
  { warnings, metafile }: BuildResult<{ metafile: true }>,
  root: string,
  isTheirs: (file: string) => boolean,
): Promise<BuildProblem[]> {
  const found = warnings
    .filter(({ id, location }) => REFUSED.has(id) && location !== null)
    .map((message) => toProblem(message, root))
    .filter(({ file }) => file !== undefined && isTheirs(file));
  for (const [name, { imports }] of Object.entries(metafile.inputs)) {
    const file = resolve(root, name);
    // The bundler takes `import(`./${name}.ts`)` for an import of all that match. It asks nobody, and
    // shows it as external, as it shows a statement that only brings types, which it leaves out.
    const isPattern = imports.some(({ path, external }) => external && path.includes('*'));
    const isNew = isPattern && isTheirs(file) && !found.some((known) => known.file === file);
    if (isNew) found.push(await computedImport(file));
  }
  return found;
}

/** Where a file imports by a computed path, as well as that can be seen without a parser. */
async function computedImport(file: string): Promise<BuildProblem> {
  const lines = (await readFile(file, 'utf8')).split('\n');
  const call = /\b(?:require\.resolve|(?:import|require)\s*\((?!\s*(?:'[^']*'|"[^"]*")\s*\)))/;
  const index = lines.findIndex((line) => call.test(line));
  const place = index < 0 ? {} : { line: index + 1, column: (lines[index]?.search(call) ?? 0) + 1 };
  return { file, ...place, text: COMPUTED };
}

const COMPUTED = 'A computed path cannot be simulated: use a static import.';

/** What parses but cannot be simulated, by the name that the bundler has for it. */
const REFUSED = new Map([
  ['empty-import-meta', 'import.meta cannot be simulated: a server knows nothing of its files.'],
  ['unsupported-dynamic-import', COMPUTED],
  ['unsupported-require-call', COMPUTED],
  ['indirect-require', 'require cannot be simulated: use a static import.'],
]);

/** Who may import what: the subject first, then its libraries. */
async function policyOf(options: BundleOptions): Promise<ImportPolicy> {
  const { libraries = [] } = options;
  const shims = libraries.map(async ({ name, shim }) => [name, await realpath(shim)] as const);
  const names = Object.fromEntries(await Promise.all(shims));
  return {
    adapter: await realpath(options.adapter),
    sources: [
      { ...(await locate(options)), names },
      ...(await Promise.all(libraries.map((library) => locate(library)))),
    ],
  };
}

/** Main file and folder without symbolic links, which could lead anywhere. */
async function locate({ subject, allowedImports, ...options }: SourceOptions): Promise<Source> {
  const folder = resolve(options.root ?? dirname(options.path));
  const root = await realpath(folder).catch(() => {
    throw new BuildError([{ text: `There is no folder ${folder}.` }]);
  });
  const path = await realpath(options.path).catch(() => {
    throw new BuildError([{ text: `There is no file ${resolve(options.path)}.` }]);
  });
  if (path.startsWith(root + sep)) return { subject, path, root, allowedImports };
  const text = `${resolve(options.path)} is not in ${folder}, or a symbolic link out of it.`;
  throw new BuildError([{ text }]);
}

function toProgram(
  files: readonly OutputFile[],
  runtime: string,
  subject: string,
  roots: readonly string[],
): Program {
  const [map, code] = ['.map', '.js'].map(
    (ending) => files.find((file) => file.path.endsWith(ending))?.text ?? '',
  ) as [string, string];
  const absolute = absoluteMap(map, roots[0] ?? '');
  const base64 = Buffer.from(absolute).toString('base64');
  return {
    file: `${subject.replace(/\W+/g, '.')}.js`,
    code: `${code}\n//# sourceMappingURL=data:application/json;base64,${base64}\n`,
    runtime,
    map: absolute,
    roots,
    hash: createHash('sha256').update(code).update(runtime).digest('hex').slice(0, 16),
  };
}

function toBuildError(error: unknown, root: string): BuildError {
  const { errors } = error as { errors?: EsbuildMessage[] };
  if (!Array.isArray(errors)) throw error;
  return new BuildError(errors.map((message) => toProblem(message, root)));
}

function toProblem(message: EsbuildMessage, root: string): BuildProblem {
  const text = message.text.startsWith('Top-level await') ? TOP_LEVEL_AWAIT : message.text;
  const { location } = message;
  return { ...(location && place(location, root)), text: REFUSED.get(message.id) ?? text };
}

const TOP_LEVEL_AWAIT =
  'A top-level await cannot be simulated: a server is ready as soon as it has started.';

function place(
  location: NonNullable<EsbuildMessage['location']>,
  root: string,
): Omit<BuildProblem, 'text'> {
  return { file: resolve(root, location.file), line: location.line, column: location.column + 1 };
}

function formatProblem({ file, line, column, text }: BuildProblem): string {
  const place = [file, line, column].filter((part) => part !== undefined);
  return place.length === 0 ? text : `${place.join(':')}: ${text}`;
}

/** Absolute sources: a debugger finds the files, and an error names them from anywhere. */
function absoluteMap(map: string, root: string): string {
  const parsed = JSON.parse(map) as { sources: string[] };
  parsed.sources = parsed.sources.map((source) => resolve(root, source));
  return JSON.stringify(parsed);
}
