/** For real Node: runs a file's snippets and prints what they printed and logged, as JSON. */
import type { Snippet } from './fake-host.ts';

const { snippets } = (await import(`./${process.argv[2]}`)) as {
  snippets: Record<string, Snippet>;
};
const outputs: Record<string, { printed: string[]; logged: string }> = {};
for (const [name, snippet] of Object.entries(snippets)) {
  const printed: string[] = [];
  const print = (...values: unknown[]): void => void printed.push(values.map(String).join(' '));
  let logged = '';
  const { stdout, stderr } = process;
  const write = (chunk: Uint8Array | string): boolean => {
    logged += String(chunk);
    return true;
  };
  for (const stream of [stdout, stderr]) Object.assign(stream, { write });
  try {
    // As the first thing of an event, where ticks come before promises.
    await new Promise((done) => setImmediate(() => done(snippet(print))));
  } catch (error) {
    print('threw', error);
  }
  // Its own field hides that of the class.
  for (const stream of [stdout, stderr]) Reflect.deleteProperty(stream, 'write');
  outputs[name] = { printed, logged };
}
process.stdout.write(JSON.stringify(outputs));
