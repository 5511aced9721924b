/**
 * Makes a node's program: guest runtime, adapter and subject in one script, with an inline source
 * map. The subject is a path; what it may import is decided here, at its imports, so that an error
 * names the file and the line.
 */
import { createHash } from 'node:crypto';
import { lstat, realpath } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Message as EsbuildMessage, type OnResolveArgs, type Plugin } from 'esbuild';
import { nodeModules } from '../guest/env/modules.ts';

/** A bundled node program, plain data that travels between processes. */
export interface Program {
  /** File name in stack traces of the realm, the same on every machine. */
  readonly file: string;
  readonly code: string;
  /** Source map (JSON); its sources are absolute paths. */
  readonly map: string;
  /** The folder of the subject's own files, absolute. */
  readonly root: string;
  /** Of the code: another hash is other code. */
  readonly hash: string;
}

export interface BundleOptions {
  /** Absolute path of the adapter, which imports the subject and `sim/guest`. */
  readonly adapter: string;
  /** The name under which the adapter imports the subject: 'subject:raft'. */
  readonly subject: string;
  /** Path of the subject's main file. */
  readonly path: string;
  /** The only folder that the subject's own files may come from; default: that of its main file. */
  readonly root?: string;
  /** Packages that the subject may import besides: the contract. */
  readonly allowedImports: readonly string[];
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
  const path = resolve(options.path);
  const root = await realpath(resolve(options.root ?? dirname(path))).catch(() => {
    throw new BuildError([{ text: `There is no folder ${options.root ?? dirname(path)}.` }]);
  });
  const file = `${options.subject.replace(/\W+/g, '.')}.js`;
  const entry =
    `import { connect } from ${JSON.stringify(`${GUEST}main.ts`)};\n` +
    `export const attach = (emit) => connect(emit, () => require(${JSON.stringify(options.adapter)}));`;
  const result = await build({
    stdin: { contents: entry, resolveDir: GUEST, sourcefile: 'realm.js' },
    absWorkingDir: root,
    bundle: true,
    write: false,
    format: 'iife',
    globalName: '__sim',
    banner: { js: '(() => {' },
    footer: { js: 'return __sim.attach; })()' },
    outfile: 'bundle.js',
    platform: 'neutral',
    mainFields: ['browser', 'module', 'main'],
    target: 'node24',
    sourcemap: 'external',
    legalComments: 'none',
    logLevel: 'silent',
    logOverride: { 'empty-import-meta': 'error' },
    tsconfigRaw: '{"compilerOptions":{"target":"ESNext","useDefineForClassFields":true}}',
    plugins: [policy({ ...options, path, root })],
  }).catch((error: unknown) => {
    throw toBuildError(error, root);
  });
  const [map, code] = ['.map', '.js'].map(
    (ending) => result.outputFiles.find((output) => output.path.endsWith(ending))?.text ?? '',
  ) as [string, string];
  const absolute = absoluteMap(map, root);
  const comment = `//# sourceMappingURL=data:application/json;base64,${Buffer.from(absolute).toString('base64')}`;
  return {
    file,
    code: `${code}\n${comment}\n`,
    map: absolute,
    root,
    hash: createHash('sha256').update(code).digest('hex').slice(0, 16),
  };
}

/** Decides every import: the subject's by what it may, ours by where our packages are. */
function policy(options: BundleOptions & { path: string; root: string }): Plugin {
  const isSubjects = (importer: string): boolean => importer.startsWith(options.root + sep);
  return {
    name: 'policy',
    setup(build) {
      build.onResolve({ filter: /.*/ }, async (args) => {
        if (args.pluginData === policy) return undefined;
        if (args.path === options.subject) return { path: options.path };
        const resolveFrom = (path: string, resolveDir: string) =>
          build.resolve(path, {
            kind: args.kind,
            resolveDir,
            importer: args.importer,
            pluginData: policy,
          });
        if (!isSubjects(args.importer) || args.importer === options.adapter) {
          const module = nodeModule(args.path);
          return module === undefined ? undefined : { path: module };
        }
        const refusal = refuse(args, options);
        if (refusal !== undefined) return { errors: [{ text: refusal }] };
        const module = nodeModule(args.path);
        if (module !== undefined) return { path: module };
        if (!args.path.startsWith('.')) return resolveFrom(args.path, dirname(options.adapter));
        const outside = await leaves(args, options.root);
        if (outside !== undefined) return { errors: [{ text: outside }] };
        return resolveFrom(args.path, args.resolveDir);
      });
    },
  };
}

/** `node:events` and `events` are the same module; only those that can be simulated exist. */
function nodeModule(path: string): string | undefined {
  const name = path.replace(/^node:/, '');
  return Object.hasOwn(nodeModules, name) ? nodeModules[name] : undefined;
}

/** Why the subject may not import this, judged by the import itself; `undefined` when it may. */
function refuse(args: OnResolveArgs, options: BundleOptions): string | undefined {
  const allowed =
    `Allowed are files of its own folder ("./…"), ${options.allowedImports.map(quote).join(', ')} ` +
    `and ${Object.keys(nodeModules)
      .map((name) => quote(`node:${name}`))
      .join(', ')}.`;
  if (args.kind === 'dynamic-import') {
    return `import(${quote(args.path)}) cannot be simulated: use a static import.`;
  }
  if (args.kind === 'require-call' || args.kind === 'require-resolve') {
    return `require(${quote(args.path)}) cannot be simulated: use a static import.`;
  }
  if (args.path.startsWith('./') || args.path.startsWith('../')) return undefined;
  if (options.allowedImports.includes(args.path) || nodeModule(args.path) !== undefined)
    return undefined;
  return `${quote(args.path)} cannot be imported here. ${allowed}`;
}

/** Why a relative import leaves the subject's folder, by name or by a symbolic link. */
async function leaves(args: OnResolveArgs, root: string): Promise<string | undefined> {
  const target = resolve(args.resolveDir, args.path);
  if (!target.startsWith(root + sep)) {
    return `${quote(args.path)} is outside of this lab's folder: a submission brings all its own files.`;
  }
  for (let at = target; at !== root; at = dirname(at)) {
    const stat = await lstat(at).catch(() => undefined);
    if (stat?.isSymbolicLink()) {
      return `${quote(args.path)} goes through the symbolic link ${relative(root, at)}: put the file there itself.`;
    }
  }
  return undefined;
}

function toBuildError(error: unknown, root: string): BuildError {
  const { errors } = error as { errors?: EsbuildMessage[] };
  if (!Array.isArray(errors)) throw error;
  return new BuildError(errors.map((message) => toProblem(message, root)));
}

function toProblem(message: EsbuildMessage, root: string): BuildProblem {
  // A top-level await is reported at our require; the note says where it stands.
  const note = message.notes.find(({ text }) => text.includes('top-level await'));
  if (note?.location) {
    return {
      ...place(note.location, root),
      text: 'A top-level await cannot be simulated: a server is ready as soon as it has started.',
    };
  }
  return message.location
    ? { ...place(message.location, root), text: message.text }
    : { text: message.text };
}

function place(
  location: NonNullable<EsbuildMessage['location']>,
  root: string,
): Omit<BuildProblem, 'text'> {
  return { file: resolve(root, location.file), line: location.line, column: location.column + 1 };
}

function formatProblem({ file, line, column, text }: BuildProblem): string {
  return file === undefined ? text : `${file}:${line}:${column}: ${text}`;
}

/** Absolute sources: a debugger finds the files, and an error names them from anywhere. */
function absoluteMap(map: string, root: string): string {
  const parsed = JSON.parse(map) as { sources: string[] };
  parsed.sources = parsed.sources.map((source) => resolve(root, source));
  return JSON.stringify(parsed);
}

function quote(text: string): string {
  return `"${text}"`;
}
