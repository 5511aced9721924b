/** An application by the path of its module. */
import { pathToFileURL } from 'node:url';
import type { App } from '../api.ts';

/** The application can't be used; the message is for whoever wrote it. */
export class BrokenApp extends Error {
  override readonly name = 'BrokenApp';
}

/**
 * Loads an application, and looks whether it is one.
 *
 * @param path absolute
 * @throws BrokenApp that says what was expected, what came and what to do
 */
export async function loadApp(path: string): Promise<App> {
  const module = await importApp(path);
  const { input, map, reduce, combine } = module;
  const problems = [
    input === 'line' || input === 'file' ? '' : `input is ${show(input)}, not 'line' or 'file'`,
    ...Object.entries({ map, reduce, ...(combine && { combine }) }).map(([name, value]) =>
      typeof value === 'function' ? '' : `${name} is ${show(value)}, no function`,
    ),
  ].filter((problem) => problem !== '');
  if (problems.length > 0) {
    throw new BrokenApp(
      `${path} is no application: ${problems.join('; ')}. Expected a module that exports ` +
        `input, map(key, value, emit) and reduce(key, values, emit), as apps/wc.ts does.`,
    );
  }
  return module as App;
}

async function importApp(path: string): Promise<Partial<App>> {
  try {
    return (await import(pathToFileURL(path).href)) as Partial<App>;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new BrokenApp(`${path} can't be loaded: ${why}`);
  }
}

function show(value: unknown): string {
  return value === undefined ? 'not there' : (JSON.stringify(value) ?? typeof value);
}
