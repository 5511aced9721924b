/**
 * What a subject may import: files of its own folder, its lab's contract, and those `node:` modules
 * that can be simulated. Decided at each import, so that an error names the file and the line.
 */
import { dirname, resolve, sep } from 'node:path';
import type { OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from 'esbuild';
import { nodeModules } from '../guest/env/modules.ts';

export interface ImportPolicy {
  /** The name under which the adapter imports the subject. */
  readonly subject: string;
  /** The subject's main file, without a symbolic link in it. */
  readonly path: string;
  /** The only folder that the subject's own files may come from, without a symbolic link. */
  readonly root: string;
  /** The same of the adapter, which may import everything. */
  readonly adapter: string;
  /** Packages that the subject may import besides. */
  readonly allowedImports: readonly string[];
}

/** Decides every import: the subject's by what it may, ours by where our packages are. */
export function importPolicy(policy: ImportPolicy): Plugin {
  const isSubjects = (file: string): boolean =>
    file.startsWith(policy.root + sep) && file !== policy.adapter;
  return {
    name: 'import policy',
    setup(build) {
      build.onResolve({ filter: /.*/ }, (args) => {
        if (args.pluginData === policy) return undefined; // Asked by ourselves, below.
        if (args.path === policy.subject) return { path: policy.path };
        if (isSubjects(args.importer)) return resolveSubjects(build, args, policy);
        const module = nodeModule(args.path);
        return module === undefined ? undefined : { path: module };
      });
    },
  };
}

async function resolveSubjects(
  build: PluginBuild,
  args: OnResolveArgs,
  policy: ImportPolicy,
): Promise<OnResolveResult> {
  const refusal = refuse(args, policy);
  if (refusal !== undefined) return { errors: [{ text: refusal }] };
  const module = nodeModule(args.path);
  if (module !== undefined) return { path: module };
  const isOwn = args.path.startsWith('.');
  const result = await build.resolve(args.path, {
    kind: args.kind,
    importer: args.importer,
    resolveDir: isOwn ? args.resolveDir : dirname(policy.adapter),
    pluginData: policy,
  });
  // The path that comes back is without symbolic links, also of a file whose ending was left out.
  if (result.errors.length > 0 || !isOwn || result.path.startsWith(policy.root + sep))
    return result;
  const text = `${quote(args.path)} is a symbolic link out of this lab's folder: put the file there itself.`;
  return { errors: [{ text }] };
}

/** `node:events` and `events` are the same module; only those that can be simulated exist. */
function nodeModule(path: string): string | undefined {
  const name = path.replace(/^node:/, '');
  return Object.hasOwn(nodeModules, name) ? nodeModules[name] : undefined;
}

/** Why the subject may not import this, judged by the import itself; `undefined` when it may. */
function refuse(args: OnResolveArgs, { root, allowedImports }: ImportPolicy): string | undefined {
  const name = quote(args.path);
  if (args.kind !== 'import-statement') {
    const call = args.kind === 'dynamic-import' ? 'import' : 'require';
    return `${call}(${name}) cannot be simulated: use a static import.`;
  }
  if (args.path.startsWith('./') || args.path.startsWith('../')) {
    if (resolve(args.resolveDir, args.path).startsWith(root + sep)) return undefined;
    return `${name} is outside of this lab's folder: a submission brings all its own files.`;
  }
  if (allowedImports.includes(args.path) || nodeModule(args.path) !== undefined) return undefined;
  const names = [...allowedImports, ...Object.keys(nodeModules).map((module) => `node:${module}`)];
  return (
    `${name} cannot be imported here. Allowed are files of its own folder ("./…"), ` +
    `${names.slice(0, -1).map(quote).join(', ')} and ${names.slice(-1).map(quote).join('')}.`
  );
}

function quote(text: string): string {
  return `"${text}"`;
}
