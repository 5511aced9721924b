/** The version of Node that the simulator runs on: with another one, a seed would not mean the same. */

/** Major version. The root's package.json pins the exact one, as a dev dependency. */
export const NODE_MAJOR = 26;

/**
 * Complaint about a Node that is not the one that the simulator runs on.
 *
 * @param version of Node, as in '26.10.0'; default: that of this process
 * @returns one line that says what is needed; `undefined` when all is well
 */
export function wrongNode(version = process.versions.node): string | undefined {
  if (Number.parseInt(version, 10) === NODE_MAJOR) return undefined;
  return (
    `This is Node ${version}, but the simulator needs Node ${NODE_MAJOR}, so that a seed means the ` +
    'same everywhere. `pnpm` scripts use the pinned one; by hand it is `pnpm exec node`.'
  );
}

/** @throws Error when this process runs on another version */
export function requireNode(): void {
  const complaint = wrongNode();
  if (complaint !== undefined) throw new Error(complaint);
}
