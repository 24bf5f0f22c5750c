import type { Actor } from '../../contracts/actor.ts';
import { type FieldProblem, refuseInvalid } from '../../contracts/problems.ts';
import type { CreateTouchpoint } from '../../contracts/programs/program-touchpoints.ts';
import type { Program, UpdateProgram } from '../../contracts/programs/programs.ts';
import type { StoredTouchpoint } from '../../domain/programs/definition.ts';
import { matchTouchpoints } from '../../domain/programs/match-touchpoints.ts';
import { editedTouchpoint, touchpointOf } from '../../domain/programs/touchpoint-rules.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { RunToWake } from '../../infra/db/programs/reviews/review-batches.ts';
import { changeProgram, type LockedProgram, type ProgramChange, refuseArchived } from './change-program.ts';
import type { CommandDeps } from '../deps.ts';
import { endOpenTouchpoints } from './end-open-touchpoints.ts';
import { programReply } from './program-reply.ts';
import { changeOf, findUnfitness } from './save-touchpoint.ts';
import { changedSettings, findSettingsProblems, settingsChange } from './update-program.ts';

/** How a program is to be. */
export interface ProgramRevision {
  programId: string;
  /** Settings; what is not given stays. */
  patch: UpdateProgram;
  /** Its touchpoints, each found again by what it is; what is not given of one stays. Null: all of them stay. */
  touchpoints: readonly CreateTouchpoint[] | null;
  /** What becomes of touchpoints that are not among them. */
  others: 'keep' | 'archive';
}

/**
 * Edits settings and touchpoints of a program as one change: two may swap their offsets. It is planned anew once (P10); what
 * waits for review stays, unless its touchpoint is archived.
 *
 * @throws ProblemError `validation` with every problem of settings and touchpoints, `touchpoints[2].subject` as given
 * @throws ProblemError `conflict` when it is archived, or a name or an offset is taken
 */
export function reviseProgram(
  deps: CommandDeps,
  actor: Actor,
  { programId, patch, touchpoints: given, others }: ProgramRevision,
): Promise<Program> {
  return changeProgram(deps, actor, {
    programId,
    decide: async (locked) => {
      const { tx, program } = locked;
      const set = changedSettings(patch, program);
      const revised = given && (await reviseTouchpoints(deps, locked, { given, others }));
      const edits = revised?.map(({ change }) => change) ?? [];
      if (edits.length > 0 || Object.keys(set).length > 0) refuseArchived(program);
      refuseInvalid([
        ...(await findSettingsProblems(deps, locked, set)),
        ...(revised ? await findProblems(deps, tx, { revised, programId }) : []),
      ]);
      const runs = await write(deps, actor, locked, revised ?? []);
      const settings = await settingsChange(deps, locked, set);
      const [first, ...rest] = edits;
      if (!first) return settings;
      if (!settings) return { ...first, also: rest, runs };
      return { ...settings, movesPlan: true, also: edits, runs };
    },
    reply: programReply(deps, actor),
  });
}

/** One touchpoint that becomes another, and where it stands among those that were given. */
interface Revised {
  verb: 'add' | 'edit' | 'archive';
  after: StoredTouchpoint;
  index: number | null;
  change: ProgramChange;
}

async function reviseTouchpoints(
  { store, newId }: CommandDeps,
  { tx, now, program }: LockedProgram,
  { given, others }: { given: readonly CreateTouchpoint[]; others: ProgramRevision['others'] },
): Promise<Revised[]> {
  const known = await store.touchpoints.listActiveOf(tx, program.id);
  const places = matchTouchpoints(known, given);
  const revised: Revised[] = [];
  const add = (
    verb: Revised['verb'],
    index: number | null,
    values: { before?: StoredTouchpoint; after: StoredTouchpoint },
  ) => revised.push({ verb, after: values.after, index, change: changeOf(verb, values.after, values) });
  for (const [place, before] of known.entries()) {
    if (places.includes(place) || others === 'keep') continue;
    add('archive', null, { before, after: { ...before, ...stamp(before, now), archivedAt: now } });
  }
  for (const [index, input] of given.entries()) {
    const place = places[index]!;
    if (place === null) {
      const made = { id: newId('touchpoint'), programId: program.id, now };
      add('add', index, { after: touchpointOf(input, made) });
      continue;
    }
    const before = known[place]!;
    const { level: _level, channel: _channel, ...patch } = input;
    const after = editedTouchpoint(before, patch);
    if (JSON.stringify(after) === JSON.stringify(before)) continue;
    add('edit', index, { before, after: { ...after, ...stamp(before, now) } });
  }
  return revised;
}

const stamp = ({ version }: StoredTouchpoint, now: number) => ({ version: version + 1, updatedAt: now });

async function findProblems(
  deps: CommandDeps,
  tx: Tx,
  { revised, programId }: { revised: readonly Revised[]; programId: string },
): Promise<FieldProblem[]> {
  const problems: FieldProblem[] = [];
  const known = await deps.store.touchpoints.listActiveOf(tx, programId);
  const touched = new Set(revised.map(({ after }) => after.id));
  const taken = new Set(known.filter(({ id }) => !touched.has(id)).map(placeOf));
  for (const { after, index } of revised) {
    if (index === null) continue;
    const found = await findUnfitness(deps, tx, after);
    if (taken.has(placeOf(after)))
      found.push({ field: 'offsetDays', message: 'is taken by another touchpoint of the same level' });
    taken.add(placeOf(after));
    problems.push(
      ...found.map(({ field, message }) => ({ field: `touchpoints[${index}].${field}`, message })),
    );
  }
  return problems;
}

/** Of which a program has one active touchpoint (P3). */
const placeOf = ({ level, offsetDays }: StoredTouchpoint): string => `${level} ${offsetDays}`;

async function write(
  deps: CommandDeps,
  actor: Actor,
  { tx, now, program }: LockedProgram,
  revised: readonly Revised[],
): Promise<RunToWake[]> {
  const { touchpoints } = deps.store;
  const of = (verb: Revised['verb']) =>
    revised.filter((each) => each.verb === verb).map(({ after }) => after);
  const runs: RunToWake[] = [];
  for (const archived of of('archive')) {
    await touchpoints.save(tx, archived);
    const ref = { programId: program.id, touchpointId: archived.id };
    const closing = { ...ref, reason: 'touchpoint_archived' as const, actorId: actor.userId, now };
    runs.push(...(await endOpenTouchpoints(deps, tx, closing)));
  }
  await touchpoints.saveAll(tx, of('edit'));
  await touchpoints.insertAll(tx, of('add'));
  return runs;
}
