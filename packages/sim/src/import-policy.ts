/**
 * What a subject may import: files of its own folder, its lab's contract, those `node:` modules that
 * can be simulated, and the libraries that it stands on, each of which is judged in the same way.
 * Decided at each import, so that an error names the file and the line.
 */
import { dirname, resolve, sep } from 'node:path';
import type { OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from 'esbuild';
import { fileModules, nodeModules } from '../guest/env/modules.ts';

/** Code that is not ours. All paths are absolute, without a symbolic link. */
export interface Source {
  /** The name under which our own files import it. */
  readonly subject: string;
  /** Its main file. */
  readonly path: string;
  /** The only folder that its own files may come from. */
  readonly root: string;
  /** Packages that it may import besides. */
  readonly allowedImports: readonly string[];
  /** Names that it may import, and the files of ours that it gets for them. */
  readonly names?: Readonly<Record<string, string>>;
}

/** The module whose import a lab has to allow by name: not all servers have files. */
const FILES = 'node:fs/promises';

export interface ImportPolicy {
  /** The file of ours that the whole begins with; packages are found from its folder. */
  readonly adapter: string;
  readonly sources: readonly Source[];
  /** Where `node:` modules lead: to those that stand in for them (default), or to Node's own. */
  readonly world?: 'real';
}

/** Whose file it is; `undefined` for ours. */
export function ownerOf({ adapter, sources }: ImportPolicy, file: string): Source | undefined {
  const owners = sources.filter(({ root }) => file.startsWith(root + sep) && file !== adapter);
  return owners.toSorted((a, b) => b.root.length - a.root.length)[0];
}

/** Decides every import: the subject's by what it may, ours by where our packages are. */
export function importPolicy(policy: ImportPolicy): Plugin {
  return {
    name: 'import policy',
    setup(build) {
      build.onResolve({ filter: /.*/ }, (args) => {
        if (args.pluginData === policy) return undefined; // Asked by ourselves, below.
        const owner = ownerOf(policy, args.importer);
        if (owner !== undefined) return resolveTheirs(build, args, owner, policy);
        const source = policy.sources.find(({ subject }) => subject === args.path);
        const path = source?.path ?? (policy.world ? undefined : nodeModule(args.path));
        return path === undefined ? undefined : { path };
      });
    },
  };
}

async function resolveTheirs(
  build: PluginBuild,
  args: OnResolveArgs,
  owner: Source,
  policy: ImportPolicy,
): Promise<OnResolveResult> {
  const refusal = refuse(args, owner);
  if (refusal !== undefined) return { errors: [{ text: refusal }] };
  const named = owner.names?.[args.path];
  if (named !== undefined) return { path: named };
  const path = nodeModule(args.path);
  if (path !== undefined) return policy.world ? nodesOwn(args.path) : { path };
  const isOwn = args.path.startsWith('.');
  const result = await build.resolve(args.path, {
    kind: args.kind,
    importer: args.importer,
    resolveDir: isOwn ? args.resolveDir : dirname(policy.adapter),
    pluginData: policy,
  });
  // The path that comes back is without symbolic links, also of a file whose ending was left out.
  if (result.errors.length > 0 || !isOwn || result.path.startsWith(owner.root + sep)) return result;
  const text = `${quote(args.path)} is a symbolic link out of this lab's folder: put the file there itself.`;
  return { errors: [{ text }] };
}

/** `node:events` and `events` are the same module; only those that can be simulated exist. */
function nodeModule(path: string): string | undefined {
  const name = path.replace(/^node:/, '');
  return Object.hasOwn(nodeModules, name) ? nodeModules[name] : undefined;
}

function nodesOwn(name: string): OnResolveResult {
  return { path: name.startsWith('node:') ? name : `node:${name}`, external: true };
}

/** Why this may not be imported, judged by the import itself; `undefined` when it may. */
function refuse(
  args: OnResolveArgs,
  { root, allowedImports, names = {} }: Source,
): string | undefined {
  const name = quote(args.path);
  if (args.kind !== 'import-statement') {
    const call = args.kind === 'dynamic-import' ? 'import' : 'require';
    return `${call}(${name}) cannot be simulated: use a static import.`;
  }
  if (args.path.startsWith('./') || args.path.startsWith('../')) {
    if (resolve(args.resolveDir, args.path).startsWith(root + sep)) return undefined;
    return `${name} is outside of this lab's folder: a submission brings all its own files.`;
  }
  const packages = [...allowedImports, ...Object.keys(names)];
  const hasFiles = allowedImports.includes(FILES);
  const modules = Object.keys(nodeModules).filter(
    (name) => hasFiles || !fileModules.includes(name),
  );
  const module = args.path.replace(/^node:/, '');
  if (packages.includes(args.path) || modules.includes(module)) return undefined;
  const allowed = new Set([...packages, ...modules.map((name) => `node:${name}`)]);
  return (
    `${name} cannot be imported here. Allowed are files of its own folder ("./…"), ` +
    `${new Intl.ListFormat('en-GB').format([...allowed].map(quote))}.`
  );
}

function quote(text: string): string {
  return `"${text}"`;
}
