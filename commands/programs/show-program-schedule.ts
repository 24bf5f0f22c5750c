import type { CommandDeps } from '../deps.ts';

/**
 * Brings the Temporal Schedule of a program to its row: when it runs, whether it is paused; an archived program has none.
 * Two at once end with the newest version, since each looks again after it has written.
 */
export async function showProgramSchedule(deps: CommandDeps, programId: string): Promise<void> {
  const { db, store, lifecycle } = deps;
  for (;;) {
    const program = await store.programs.read(db, programId);
    if (!program) return;
    const { status, scheduleVersion } = program;
    await lifecycle.showProgramSchedule({ programId, status, schedule: store.programs.scheduleOf(program) });
    if (await store.programRuns.markShown(db, { programId, scheduleVersion })) return;
  }
}
