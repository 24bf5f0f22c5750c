import { documentSchemas } from '../../../contracts/configuration/documents.ts';
import type { SequenceStatus } from '../../../contracts/sequences/kinds.ts';
import {
  archiveSequenceSchema,
  createSequenceSchema,
  updateSequenceSchema,
} from '../../../contracts/sequences/sequences.ts';
import { createStepSchema } from '../../../contracts/sequences/steps.ts';
import { nameKeyOf } from '../../../domain/name-key.ts';
import {
  branchNameIn,
  describedBranching,
  settledBranching,
} from '../../../domain/sequences/described-branching.ts';
import { found } from '../../../contracts/problems.ts';
import type { Values } from '../../../domain/configuration/references.ts';
import type { SequenceDefinition } from '../../../domain/sequences/definition.ts';
import { matchSteps } from '../../../domain/sequences/match-steps.ts';
import { completeTiming } from '../../../domain/sequences/new-step.ts';
import { pausingHolds } from '../../../domain/sequences/sequence-rules.ts';
import { createDraft } from '../../sequences/create-sequence.ts';
import { reviseSequence } from '../../sequences/revise-sequence.ts';
import { moveSequence } from './sequence-status.ts';
import { type Existing, fieldsOf, type Reading, type Thing, type Work, without } from './thing.ts';

const { shape } = documentSchemas.sequence;
const stepSchema = shape.steps.unwrap().element;
/** What only a document has. */
const EXTRA = ['status', 'branches', 'steps', 'enrollments'];
const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** Sequences with their steps. */
export const sequenceThing: Thing = {
  reads: 'sequences.read',
  writes(differences, wanted) {
    const movesStatus = differences
      ? differences.some(({ field }) => field === 'status')
      : (wanted?.values['status'] ?? 'draft') !== 'draft';
    const isEdited = differences === null || differences.some(({ field }) => field !== 'status');
    return [
      ...(isEdited && wanted !== null ? (['sequences.save'] as const) : []),
      ...(movesStatus || wanted === null ? (['sequences.activate'] as const) : []),
    ];
  },
  fresh: documentSchemas.sequence,
  extra: EXTRA,
  silent: ['enrollments'],
  parts: {
    field: 'steps',
    isOrdered: true,
    // One of which no branch is said stands in the first.
    unlessNamed: { branch: null },
    match: (before, after) => matchSteps(before.map(stepOf), after.map(stepOf)),
    rankOf({ branch }, { branches }) {
      const names = shape.branches.parse(branches) ?? [];
      return Math.max(0, branch == null ? 0 : names.findIndex((name) => isSameName(name, branch)));
    },
  },
  async list(reading) {
    const { deps, tx } = reading;
    const { definitionNames, sequences } = deps.store;
    const all: Existing[] = [];
    for (const id of await definitionNames.sequenceIds(tx))
      all.push(await existingOf(reading, found(await sequences.loadDefinition(tx, id), 'sequence')));
    return all;
  },
  settled(values, existing) {
    const { beginAt, endAt, sendDays, memberIds, steps } = values;
    const hasBegun =
      existing?.idle?.includes('beginAt') === true && (beginAt === null || isSameInstant(beginAt, existing));
    return {
      ...(hasBegun ? without(values, ['beginAt']) : values),
      ...(typeof beginAt === 'string' && !hasBegun && { beginAt: iso(Date.parse(beginAt)) }),
      ...(typeof endAt === 'string' && { endAt: iso(Date.parse(endAt)) }),
      ...(Array.isArray(sendDays) && { sendDays: sendDays.toSorted() }),
      ...(Array.isArray(memberIds) && { memberIds: [...new Set(memberIds)].toSorted() }),
      ...(Array.isArray(steps) && { steps: settledSteps(steps, branchNames(values, existing)) }),
    };
  },
  notes(existing, { values }) {
    const from = existing?.values['status'] ?? 'draft';
    const to = values['status'] ?? from;
    return [
      ...(from === to ? [] : [`its status moves from ${String(from)} to ${String(to)}`]),
      ...(from === 'active' || from === 'paused'
        ? ['it runs: what is ready stays as it is, what is not ready follows']
        : []),
    ];
  },
  async create(work, { values, id }) {
    const { deps, actor, tx, now } = work;
    const { zone } = await deps.store.organisation.get(tx, actor);
    const settings = createSequenceSchema.parse({ zone, ...without(values, EXTRA) });
    const sequenceId = await createDraft(deps, tx, actor, {
      input: settings,
      now,
      sequenceId: id ?? undefined,
    });
    const { branches, steps } = values;
    if (branches !== undefined || steps !== undefined)
      await revise(work, sequenceId, { name: settings.name, branches, steps });
    await move(work, sequenceId, { from: 'draft', values });
  },
  async update(work, { existing, wanted: { values }, differences }) {
    if (differences.some(({ field }) => field !== 'status')) await revise(work, existing.id, values);
    const from = documentSchemas.sequence.shape.status.unwrap().parse(existing.values['status']);
    await move(work, existing.id, { from, values });
  },
  remove: {
    action: 'archive',
    act: (work, { id, values }) =>
      move(work, id, {
        from: documentSchemas.sequence.shape.status.unwrap().parse(values['status']),
        values: { status: 'archived' },
      }),
  },
};

const isSameName = (one: string, other: unknown): boolean => nameKeyOf(one) === nameKeyOf(String(other));

function isSameInstant(beginAt: unknown, { values }: Existing): boolean {
  return typeof beginAt === 'string' && iso(Date.parse(beginAt)) === values['beginAt'];
}

/** The branches by name; in the first stand steps of which nothing is said. */
const branchNames = (values: Values, existing: Existing | null): string[] =>
  shape.branches.parse(values['branches'] ?? existing?.values['branches']) ?? ['main'];

/** Steps with whole timings, and their branches and targets under the names by which they are shown. */
function settledSteps(steps: readonly Values[], names: readonly string[]): Values[] {
  const read = steps.map(stepOf);
  const first = names[0] ?? 'main';
  const branchOf = ({ branch = first }): string | null =>
    isSameName(branch, first) ? null : branchNameIn(names, branch);
  const named = read.map((step) => ({ label: step.label, branch: branchOf(step) }));
  return steps.map((step, index) => {
    const { timing, conditions, fallback } = read[index]!;
    const { branch } = named[index]!;
    return {
      ...without(step, ['branch']),
      timing,
      ...(branch !== null && { branch }),
      ...settledBranching({ steps: named, names }, { conditions, fallback }),
    };
  });
}

/** A step with what it lacks, for finding it again. */
function stepOf(values: Values) {
  const {
    timing,
    subject = null,
    body = null,
    prompt = null,
    instructions = null,
    ...step
  } = stepSchema.partial({ label: true, timing: true }).required({ label: true, timing: true }).parse(values);
  return { ...step, timing: completeTiming(timing), subject, body, prompt, instructions };
}

async function existingOf(
  { deps: { store }, tx, now }: Reading,
  definition: SequenceDefinition,
): Promise<Existing> {
  const { sequence, branches, steps } = definition;
  const branching = describedBranching(definition);
  const { activatedAt, beginAt, status } = sequence;
  const isRunning = status === 'active';
  const holds = isRunning ? await store.sequenceHolds.listOpen(tx, sequence.id) : [];
  const isPaused = holds.some((hold) => hold.kind === 'manual' && hold.endedAt === null);
  const waits = pausingHolds(holds, now).some((hold) => hold.kind === 'begin');
  const settings = { ...sequence, beginAt: iso(beginAt), endAt: iso(sequence.endAt) };
  return {
    id: sequence.id,
    name: sequence.name,
    of: null,
    values: {
      ...fieldsOf(updateSequenceSchema, settings),
      status: (isPaused ? 'paused' : status) satisfies SequenceStatus,
      branches: branches.map(({ name }) => name),
      steps: steps.map((step, index) => ({
        ...without(fieldsOf(createStepSchema, step), ['branchId', 'position']),
        ...branching[index]!,
      })),
    },
    isClosed: status === 'ended' || status === 'archived',
    // When it began is history: another one begins when it is activated.
    idle: activatedAt !== null && !waits ? ['beginAt'] : [],
  };
}

function revise({ deps, actor, others }: Work, sequenceId: string, values: Values) {
  const steps = shape.steps.parse(values['steps']) ?? null;
  const branches = shape.branches.parse(values['branches']) ?? null;
  const patch = updateSequenceSchema.parse(without(values, EXTRA));
  return reviseSequence(deps, actor, { sequenceId, patch, branches, steps, others });
}

function move(work: Work, sequenceId: string, { from, values }: { from: SequenceStatus; values: Values }) {
  const to = shape.status.parse(values['status']) ?? from;
  const enrollments = archiveSequenceSchema.shape.enrollments.parse(values['enrollments']);
  return moveSequence(work, { sequenceId, from, to, enrollments });
}
