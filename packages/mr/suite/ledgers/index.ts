/** All ledgers. Of two that object to one event, the first in this order is heard. */
import { MessageShapes, type Observer } from 'harness';
import * as shapes from '../contract-shapes.ts';
import { CONTRACT } from '../properties.ts';
import { Answers } from './answers.ts';
import { Assignments } from './assignments.ts';
import { Beats } from './beats.ts';
import { Book } from './book.ts';
import { Coordinators } from './coordinators.ts';
import { Durability } from './durability.ts';
import { Ends } from './ends.ts';
import { Failures } from './failures.ts';
import { Finals } from './finals.ts';
import { Leftovers } from './leftovers.ts';
import { Missing } from './missing.ts';
import { Output } from './output.ts';
import { OwnFiles } from './own-files.ts';
import { Patience } from './patience.ts';
import type { Run } from './run.ts';
import type { Reach } from '../situations.ts';
import { SituationDetector } from '../situation-detector.ts';
import { Waits } from './waits.ts';

export interface Ledgers {
  readonly all: readonly Observer[];
  readonly book: Book;
  readonly finals: Finals;
  readonly output: Output;
  readonly ends: Ends;
  readonly leftovers: Leftovers;
  readonly patience: Patience;
}

/** @param reach is told of each situation that the run meets */
export function openLedgers(run: Run, reach: Reach): Ledgers {
  const book = new Book(run);
  const finals = new Finals(run, book);
  const coordinators = new Coordinators(run, book, finals);
  const output = new Output(run, finals);
  const failures = new Failures(run, book);
  const ends = new Ends(run, book, failures);
  const patience = new Patience(run);
  const leftovers = new Leftovers(run, book);
  const all = [
    new MessageShapes(run, CONTRACT, shapes),
    book,
    new Durability(run, finals, ends),
    coordinators,
    failures,
    new Assignments(run, book, finals),
    new Waits(run, book, finals),
    new Answers(run, book),
    new Beats(run),
    new Missing(run, book, finals),
    new OwnFiles(run),
    finals,
    ends,
    leftovers,
    patience,
    new SituationDetector(run, book, finals, reach),
  ];
  return { all, book, finals, output, ends, leftovers, patience };
}
