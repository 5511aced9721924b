/** `pnpm grade`, and `pnpm grade replay`: keeps V8's code between calls, and hands over. */
import 'harness/require-node';
import { enableCompileCache } from 'node:module';
import { codeCache } from './invocation.ts';

// Covers only what is imported from here on, so this file imports next to nothing itself.
enableCompileCache(codeCache);
const { main } = await import('./command-line.ts');
await main(process.argv.slice(2));
