/** The service that the cases call. */
import type { Plain } from 'sim';

export interface TestService {
  /** The number that a text is written with. */
  parse(text: string): number;
  /** 'handled 7' for 7. */
  handle(n: number): string;
  /** The same back. */
  echo(value: Plain): Plain;
  /** Empties the list that came, then answers how long it was. */
  empty(list: Plain[]): number;
  /** The length of a text in UTF-16 units. */
  lengthOf(text: string): number;
  /** A text of that length. */
  textOf(length: number): string;
  /** Answers 'worked 20000 ms' after that many ms. */
  work(ms: number): Promise<string>;
}
