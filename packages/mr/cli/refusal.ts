/** What keeps a command from doing its work, for the user, who needs no stack. */
import { exitCodes } from '../real/process-args.ts';

export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly exitCode: number;

  constructor(message: string, exitCode: number = exitCodes.usage) {
    super(message);
    this.exitCode = exitCode;
  }
}
