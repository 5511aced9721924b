/**
 * Ends a command that runs on another version of Node, with one line and exit code 2. Commands import
 * it before anything else.
 */
import { wrongNode } from 'sim/node-version';

const complaint = wrongNode();
if (complaint !== undefined) {
  process.stderr.write(`${complaint}\n`);
  process.exit(2);
}
