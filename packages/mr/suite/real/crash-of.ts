/** What a solution throws ends its process; here that becomes a verdict. */
import { type Property, type RealProcess, Violation } from 'harness';
import { exitCodes } from '../../real/process-args.ts';

// As the simulator calls them: the same mistake has the same name in both worlds.
const EXCEPTION: Property = { name: 'Exception', section: '' };
const NOT_IMPLEMENTED: Property = { name: 'Not implemented yet', section: '' };

/** The violation, if the process has ended by an error of the solution. */
export async function crashOf(process: RealProcess): Promise<Violation | undefined> {
  const { code } = process.end ?? {};
  if (code !== exitCodes.crashed && code !== exitCodes.notImplemented) return undefined;
  const property = code === exitCodes.crashed ? EXCEPTION : NOT_IMPLEMENTED;
  return new Violation(property, `${process.name}: ${(await process.printed()).trim()}`);
}
