import { documentSchemas } from '../../../contracts/configuration/documents.ts';
import type { ProgramStatus } from '../../../contracts/programs/kinds.ts';
import { createTouchpointSchema } from '../../../contracts/programs/program-touchpoints.ts';
import { createProgramSchema, updateProgramSchema } from '../../../contracts/programs/programs.ts';
import { found, ProblemError } from '../../../contracts/problems.ts';
import type { Values } from '../../../domain/configuration/references.ts';
import { matchTouchpoints } from '../../../domain/programs/match-touchpoints.ts';
import { shownTouchpoint } from '../../../domain/programs/touchpoint-rules.ts';
import { archiveProgram } from '../../programs/archive-program.ts';
import { createProgram } from '../../programs/create-program.ts';
import { pauseProgram } from '../../programs/pause-program.ts';
import { resumeProgram } from '../../programs/resume-program.ts';
import { reviseProgram } from '../../programs/revise-program.ts';
import { type Existing, fieldsOf, type Thing, type Work, without } from './thing.ts';

const { shape } = documentSchemas.program;
const touchpointSchema = shape.touchpoints.unwrap().element;
/** What only a document has. */
const EXTRA = ['status', 'touchpoints'];

/** Collection programs with their touchpoints; archived touchpoints are history. */
export const programThing: Thing = {
  reads: 'programs.read',
  writes: () => ['programs.save'],
  fresh: createProgramSchema,
  extra: EXTRA,
  parts: {
    field: 'touchpoints',
    isOrdered: false,
    match: (before, after) =>
      matchTouchpoints(
        before.map((one) => ({ level: 'account' as const, ...parsed(one) })),
        after.map(parsed),
      ),
  },
  async list({ deps: { store }, tx }) {
    const all: Existing[] = [];
    for (const id of await store.definitionNames.programIds(tx)) {
      const program = found(await store.programs.read(tx, id), 'program');
      const touchpoints = await store.touchpoints.listActiveOf(tx, id);
      all.push({
        id,
        name: program.name,
        of: null,
        values: {
          ...fieldsOf(updateProgramSchema, program),
          status: program.status,
          touchpoints: touchpoints.map((each) => fieldsOf(createTouchpointSchema, shownTouchpoint(each))),
        },
        isClosed: program.status === 'archived',
      });
    }
    return all;
  },
  settled(values) {
    const { sendDays, touchpoints } = values;
    return {
      ...values,
      ...(Array.isArray(sendDays) && { sendDays: sendDays.toSorted() }),
      ...(Array.isArray(touchpoints) && {
        touchpoints: touchpoints.map((each: Values) => ({
          ...each,
          ...(Array.isArray(each['contactTypes']) && { contactTypes: [...new Set(each['contactTypes'])] }),
        })),
      }),
    };
  },
  notes(existing, { values }) {
    const from = existing?.values['status'] ?? 'active';
    const to = values['status'] ?? from;
    return [
      ...(from === to ? [] : [`its status moves from ${String(from)} to ${String(to)}`]),
      ...(existing && from !== 'archived'
        ? ['it is planned anew; what waits for review stays as it is']
        : []),
    ];
  },
  async create(work, { values, id: wantedId }) {
    const { deps, actor } = work;
    const touchpoints = shape.touchpoints.parse(values['touchpoints']);
    const settings = createProgramSchema.parse(without(values, EXTRA));
    const { id } = await createProgram(deps, actor, settings, touchpoints && [], wantedId ?? undefined);
    if (touchpoints && touchpoints.length > 0) await revise(work, id, { name: settings.name, touchpoints });
    await move(work, id, { from: 'active', values });
  },
  async update(work, { existing, wanted: { values }, differences }) {
    if (differences.some(({ field }) => field !== 'status')) await revise(work, existing.id, values);
    await move(work, existing.id, { from: statusOf(existing), values });
  },
  remove: {
    action: 'archive',
    act: ({ deps, actor }, { id: programId }) => archiveProgram(deps, actor, { programId }),
  },
};

const statusOf = ({ values }: Existing): ProgramStatus => shape.status.unwrap().parse(values['status']);
const parsed = (values: Values) => touchpointSchema.parse(values);

function revise({ deps, actor, others }: Work, programId: string, values: Values) {
  const touchpoints = shape.touchpoints.parse(values['touchpoints']) ?? null;
  const patch = updateProgramSchema.parse(without(values, EXTRA));
  return reviseProgram(deps, actor, {
    programId,
    patch,
    touchpoints,
    others: others === 'keep' ? 'keep' : 'archive',
  });
}

/** The last active program stays: another one that becomes active in the same folder comes before (P1). */
async function move(
  { deps, actor, later }: Work,
  programId: string,
  { from, values }: { from: ProgramStatus; values: Values },
): Promise<void> {
  const to = shape.status.parse(values['status']) ?? from;
  if (from === to) return;
  const one = { programId };
  switch (to) {
    case 'active':
      if (from === 'archived') throw new ProblemError('conflict', 'The program is archived.');
      await resumeProgram(deps, actor, one);
      return;
    case 'paused':
      later(() => pauseProgram(deps, actor, one));
      return;
    case 'archived':
      later(() => archiveProgram(deps, actor, one));
      return;
  }
}
