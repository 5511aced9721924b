/** A node that runs snippets: what holds with a stand-in for the world must hold in the world. */
import type { Exposed } from 'sim/guest';
import { snippets as assertions } from './agree-assert.ts';
import { snippets as modules } from './agree-modules.ts';
import { snippets as printing } from './agree-print.ts';
import { snippets as time } from './agree-time.ts';
import { snippets as web } from './agree-web.ts';

const snippets = { ...assertions, ...modules, ...printing, ...time, ...web };

/** The program of `fixtures/adapter.ts`. */
export function make(): Exposed {
  return {
    methods: {
      names: () => Object.keys(snippets),
      async run(name: string) {
        const printed: string[] = [];
        await snippets[name]?.((...values) => void printed.push(values.map(String).join(' ')));
        return printed;
      },
    },
  };
}
