/** The service of the server under test. Its answers are simple, so that a case knows them too. */
import type { TestService } from '../test-service.ts';

export const testService: TestService = {
  parse: (text) => Number.parseInt(text, 10),
  handle: (n) => `handled ${n}`,
  echo: (value) => value,
  empty: (list) => list.splice(0).length,
  lengthOf: (text) => text.length,
  textOf: (length) => 'x'.repeat(length),
  work: (ms) =>
    new Promise((resolve) => {
      setTimeout(() => resolve(`worked ${ms} ms`), ms);
    }),
};
