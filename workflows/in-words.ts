/** An instant (epoch milliseconds) for people who look at a workflow in Temporal Web: `Tue, 01 Dec 2026 09:00:00 UTC`. */
export function momentOf(at: number): string {
  return new Date(at).toUTCString().replace('GMT', 'UTC');
}

/** The code of a reason as people read it. */
export function reasonOf(code: string): string {
  return code.replaceAll('_', ' ');
}
