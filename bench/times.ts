/** How long each of so many rounds took, in milliseconds. */
export async function timesOf(work: () => Promise<unknown>, rounds: number): Promise<number[]> {
  const times: number[] = [];
  // The first three warm caches and do not count.
  for (let round = -3; round < rounds; round += 1) {
    const startedAt = performance.now();
    await work();
    if (round >= 0) times.push(performance.now() - startedAt);
  }
  return times;
}

/** The same of two kinds of work in turn, so that what else the machine does falls on both alike. */
export async function pairedTimes(
  one: () => Promise<unknown>,
  other: (() => Promise<unknown>) | null,
  rounds: number,
): Promise<[one: number[], other: number[]]> {
  const times: [number[], number[]] = [[], []];
  for (let round = -3; round < rounds; round += 1) {
    for (const [index, work] of [one, other].entries()) {
      if (!work) continue;
      const startedAt = performance.now();
      await work();
      if (round >= 0) times[index]!.push(performance.now() - startedAt);
    }
  }
  return times;
}
