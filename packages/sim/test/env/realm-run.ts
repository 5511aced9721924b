/** Prints what each snippet of some files does in a realm, and what this machine is, as JSON. */
import { compile, run } from './realm.ts';

const outputs: unknown[] = [];
for (const file of process.argv.slice(2)) {
  const { snippets } = (await import(`./${file}`)) as { snippets: object };
  const script = await compile(new URL(file, import.meta.url));
  for (const name of Object.keys(snippets)) outputs.push([name, await run(script, name, true)]);
}
const { locale, timeZone } = Intl.DateTimeFormat().resolvedOptions();
process.stdout.write(JSON.stringify({ machine: `${locale} ${timeZone}`, outputs }));
