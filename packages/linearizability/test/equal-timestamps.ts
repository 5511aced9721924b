import type { History, Moment } from '../src/index.ts';

/** The history by a coarse clock: many calls and returns have the same number. */
export function tied<Op, Result>(history: History<Op, Result>): History<Op, Result> {
  const coarse = <T extends Moment>(moment: T): T => ({
    ...moment,
    order: Math.floor(moment.order / 3),
  });
  return history.map(({ called, returned, ...rest }) => ({
    ...rest,
    called: coarse(called),
    ...(returned && { returned: coarse(returned) }),
  }));
}
