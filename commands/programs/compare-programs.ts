import type { StoredProgram } from '../../domain/programs/definition.ts';
import { COMPARED_ROWS, type ComparedPart, type ComparisonRun } from '../comparison.ts';
import { inParallel } from '../wakes.ts';
import { showProgramSchedule } from './show-program-schedule.ts';

type Checked = 'checkedPrograms';
type Deviating = 'missingSchedules' | 'orphanSchedules' | 'differingSchedules';
type Run = ComparisonRun<Checked, Deviating>;

const entity = 'program';

/** Every program with its Temporal Schedule: schedules are written anew, or taken away. */
export const comparedPrograms: ComparedPart<Checked, Deviating> = {
  checks: ['checkedPrograms'],
  deviations: {
    missingSchedules: { kind: 'schedule_missing', entity },
    orphanSchedules: { kind: 'orphan_schedule', entity },
    differingSchedules: { kind: 'schedule_differs', entity },
  },
  async compare(run) {
    const { db, store, lifecycle } = run.deps;
    const living = new Set<string>();
    for (let after = ''; ;) {
      const programs = await store.programUpkeep.pageOfPrograms(db, { after, limit: COMPARED_ROWS });
      if (programs.length === 0) break;
      after = programs.at(-1)!.id;
      const ofPage = programs.filter(({ status }) => status !== 'archived');
      for (const { id } of ofPage) living.add(id);
      run.checked('checkedPrograms', ofPage.length);
      await inParallel(programs, (program) => compareProgram(run, program));
      await run.flush();
    }
    for await (const programId of lifecycle.listProgramSchedules()) {
      if (living.has(programId) || (await store.programs.read(db, programId))) continue;
      run.deviates('orphanSchedules', programId, () => lifecycle.removeProgramSchedule(programId));
    }
    await run.flush();
  },
};

async function compareProgram({ deps, deviates }: Run, program: StoredProgram): Promise<void> {
  const { id: programId, status } = program;
  const schedule = deps.store.programs.scheduleOf(program);
  const fit = await deps.lifecycle.compareProgramSchedule({ programId, status, schedule });
  if (fit === 'same') return;
  const repair = () => showProgramSchedule(deps, programId);
  if (status === 'archived') deviates('orphanSchedules', programId, repair);
  else deviates(fit === 'missing' ? 'missingSchedules' : 'differingSchedules', programId, repair);
}
