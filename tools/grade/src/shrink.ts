/**
 * The few that a failure needs: leaves out half of all, then quarters, down to single ones, until no
 * one can be left out alone (delta debugging: Zeller and Hildebrandt, "Simplifying and Isolating
 * Failure-Inducing Input", 2002).
 *
 * @param fails whether it still does with these alone; it does with all
 */
export async function shrink<T>(
  all: readonly T[],
  fails: (some: readonly T[]) => Promise<boolean>,
): Promise<T[]> {
  let kept = [...all];
  let size = Math.ceil(kept.length / 2);
  while (size > 0) {
    const before = kept.length;
    for (let at = 0; at < kept.length;) {
      const others = kept.toSpliced(at, size);
      if (await fails(others)) kept = others;
      else at += size;
    }
    // One that was needed before may not be any more.
    if (size > 1 || kept.length === before) size = Math.floor(size / 2);
  }
  return kept;
}
