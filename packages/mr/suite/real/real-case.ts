/** How a real case of this lab is written down. */
import type { RealCase } from 'harness';
import { Job, type JobOptions } from './job.ts';

export interface Definition extends JobOptions {
  readonly name: string;
  readonly about: string;
  readonly points: number;
  readonly hidden?: boolean;
  run(job: Job): Promise<void>;
}

/** The part of all real cases: they are told apart from those in virtual time by it. */
const PART = 'real';

export function realCase(definition: Definition): RealCase {
  const { name, about, points, hidden } = definition;
  return {
    id: `mr/${PART}/${name}`,
    part: PART,
    name,
    about,
    points,
    ...(hidden && { hidden }),
    run: async (env) => definition.run(await Job.make(env, definition)),
  };
}
