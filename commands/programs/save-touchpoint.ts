import type { Actor } from '../../contracts/actor.ts';
import { type FieldProblem, found, ProblemError, refuseInvalid } from '../../contracts/problems.ts';
import type {
  CreateTouchpoint,
  Touchpoint,
  UpdateTouchpoint,
} from '../../contracts/programs/program-touchpoints.ts';
import { findBuiltInTemplate } from '../../domain/programs/built-in-templates.ts';
import type { StoredTouchpoint, TemplateText } from '../../domain/programs/definition.ts';
import {
  editedTouchpoint,
  findTouchpointProblems,
  shownTouchpoint,
  touchpointOf,
} from '../../domain/programs/touchpoint-rules.ts';
import type { Tx } from '../../infra/db/client.ts';
import { changeProgram, refuseArchived, type ProgramChange } from './change-program.ts';
import type { CommandDeps } from '../deps.ts';
import { endOpenTouchpoints } from './end-open-touchpoints.ts';

/** Which touchpoint of which program. */
export interface TouchpointRef {
  programId: string;
  touchpointId: string;
}

/**
 * Adds a touchpoint (P3); the program is planned anew (P10).
 *
 * @throws ProblemError `validation` for a missing or broken text, addresses, or a prompt without a language model
 * @throws ProblemError `conflict` when the program is archived, or has an active one of this offset and level
 */
export function addTouchpoint(
  deps: CommandDeps,
  actor: Actor,
  { programId, input }: { programId: string; input: CreateTouchpoint },
): Promise<Touchpoint> {
  const touchpointId = deps.newId('touchpoint');
  return changeProgram(deps, actor, {
    programId,
    decide: async ({ tx, now, program }) => {
      refuseArchived(program);
      const touchpoint = touchpointOf(input, { id: touchpointId, programId, now });
      await refuseUnfit(deps, tx, touchpoint);
      await deps.store.touchpoints.insertAll(tx, [touchpoint]);
      return changeOf('add', touchpoint, { after: touchpoint });
    },
    reply: touchpointReply(deps, touchpointId),
  });
}

/**
 * Edits a touchpoint (P3, P10): content and timing of what it produces from now on. What waits for review stays.
 *
 * @throws ProblemError as addTouchpoint, `not_found`, and `conflict` when it is archived
 */
export function updateTouchpoint(
  deps: CommandDeps,
  actor: Actor,
  { programId, touchpointId, patch }: TouchpointRef & { patch: UpdateTouchpoint },
): Promise<Touchpoint> {
  return changeProgram(deps, actor, {
    programId,
    decide: async ({ tx, now, program }) => {
      refuseArchived(program);
      const before = await readActive(deps, tx, { programId, touchpointId });
      const after = editedTouchpoint(before, patch);
      if (JSON.stringify(after) === JSON.stringify(before)) return null;
      await refuseUnfit(deps, tx, after);
      await deps.store.touchpoints.save(tx, { ...after, version: before.version + 1, updatedAt: now });
      return changeOf('edit', after, { before, after });
    },
    reply: touchpointReply(deps, touchpointId),
  });
}

/**
 * Archives a touchpoint (P11): it produces nothing new, what of it waits for review is cancelled, and what is approved
 * goes out.
 *
 * @throws ProblemError `not_found`, and `conflict` when it or its program is archived
 */
export function archiveTouchpoint(
  deps: CommandDeps,
  actor: Actor,
  { programId, touchpointId }: TouchpointRef,
): Promise<Touchpoint> {
  return changeProgram(deps, actor, {
    programId,
    decide: async ({ tx, now, program }) => {
      refuseArchived(program);
      const before = await readActive(deps, tx, { programId, touchpointId });
      const after = { ...before, version: before.version + 1, updatedAt: now, archivedAt: now };
      await deps.store.touchpoints.save(tx, after);
      const closing = { programId, touchpointId, reason: 'touchpoint_archived' as const };
      const runs = await endOpenTouchpoints(deps, tx, { ...closing, actorId: actor.userId, now });
      return { ...changeOf('archive', after, { before, after }), runs };
    },
    reply: touchpointReply(deps, touchpointId),
  });
}

/**
 * Deletes a touchpoint that has produced nothing (P11), with what is planned of it.
 *
 * @throws ProblemError `not_found`, and `conflict` when it has history or its program is archived
 */
export function removeTouchpoint(
  deps: CommandDeps,
  actor: Actor,
  { programId, touchpointId }: TouchpointRef,
): Promise<void> {
  return changeProgram(deps, actor, {
    programId,
    decide: async ({ tx, program }) => {
      refuseArchived(program);
      const { touchpoints } = deps.store;
      const before = await readOwn(deps, tx, { programId, touchpointId });
      if (!(await touchpoints.removeUnused(tx, touchpointId))) {
        const detail = 'The touchpoint has produced messages: archive it, so that reports keep them.';
        throw new ProblemError('conflict', detail);
      }
      return changeOf('remove', before, { before });
    },
    reply: () => Promise.resolve(),
  });
}

const PAST_TENSE = { add: 'added', edit: 'edited', archive: 'archived', remove: 'removed' } as const;

/** What is told of a touchpoint, and that the program is planned anew for it. */
export function changeOf(
  verb: keyof typeof PAST_TENSE,
  { id, label }: StoredTouchpoint,
  { before, after }: { before?: StoredTouchpoint; after?: StoredTouchpoint },
): ProgramChange {
  return {
    action: `touchpoint.${verb}`,
    kind: `touchpoint_${PAST_TENSE[verb]}`,
    movesSchedule: false,
    movesPlan: true,
    planReason: `touchpoint ${PAST_TENSE[verb]}: ${label}`,
    touchpoint: { id },
    before,
    after,
  };
}

function touchpointReply({ store }: CommandDeps, touchpointId: string) {
  return async (tx: Tx): Promise<Touchpoint> =>
    shownTouchpoint(found(await store.touchpoints.read(tx, touchpointId), 'touchpoint'));
}

async function readOwn(
  { store }: CommandDeps,
  tx: Tx,
  { programId, touchpointId }: TouchpointRef,
): Promise<StoredTouchpoint> {
  const touchpoint = await store.touchpoints.read(tx, touchpointId);
  return found(touchpoint?.programId === programId ? touchpoint : null, 'touchpoint');
}

async function readActive(deps: CommandDeps, tx: Tx, ref: TouchpointRef): Promise<StoredTouchpoint> {
  const own = await readOwn(deps, tx, ref);
  if (own.archivedAt !== null) throw new ProblemError('conflict', 'The touchpoint is archived.');
  return own;
}

async function refuseUnfit(deps: CommandDeps, tx: Tx, touchpoint: StoredTouchpoint): Promise<void> {
  refuseInvalid(await findUnfitness(deps, tx, touchpoint));
}

/** Everything that keeps a touchpoint from being saved. */
export async function findUnfitness(
  deps: CommandDeps,
  tx: Tx,
  touchpoint: StoredTouchpoint,
): Promise<FieldProblem[]> {
  const template = await readChoosable(deps, tx, touchpoint.templateId);
  const isWriterAvailable = deps.writer.isAvailable;
  return findTouchpointProblems(touchpoint, { template, isWriterAvailable });
}

/** A text that may be chosen; it stays so until the transaction ends. */
async function readChoosable(
  { store }: CommandDeps,
  tx: Tx,
  templateId: string | null,
): Promise<TemplateText | null> {
  if (templateId === null) return null;
  const builtIn = findBuiltInTemplate(templateId);
  if (builtIn) return builtIn;
  const template = await store.templates.lockForUse(tx, templateId);
  return template?.archivedAt === null ? template : null;
}
