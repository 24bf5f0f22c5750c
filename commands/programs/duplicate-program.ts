import type { Actor } from '../../contracts/actor.ts';
import { found } from '../../contracts/problems.ts';
import type { DuplicateProgram, Program } from '../../contracts/programs/programs.ts';
import { findBuiltInTemplate } from '../../domain/programs/built-in-templates.ts';
import type { StoredTouchpoint } from '../../domain/programs/definition.ts';
import { freshProgram } from '../../domain/programs/program-rules.ts';
import type { Tx } from '../../infra/db/client.ts';
import { followNewProgram, insertProgram } from './create-program.ts';
import type { CommandDeps } from '../deps.ts';
import { runCommand } from '../run-command.ts';

/**
 * Makes an active program with the schedule and all touchpoints of a program of any status; archived touchpoints stay
 * archived (P1). Never its enrollments.
 *
 * @throws ProblemError `not_found` when there is no such program
 * @throws ProblemError `conflict` when the name is taken, in any case
 */
export async function duplicateProgram(
  deps: CommandDeps,
  actor: Actor,
  { programId, name }: DuplicateProgram & { programId: string },
): Promise<Program> {
  const { store, newId } = deps;
  const copy = await runCommand(deps, actor, async (tx, now) => {
    const original = found(await store.programs.read(tx, programId), 'program');
    const id = newId('program');
    const program = { ...original, ...freshProgram({ id, now, createdById: actor.userId }), name };
    const touchpoints: StoredTouchpoint[] = [];
    for (const touchpoint of await store.touchpoints.listAllOf(tx, programId)) {
      const words = await livingWords(deps, tx, touchpoint);
      const fresh = { id: newId('touchpoint'), programId: id, version: 1, createdAt: now, updatedAt: now };
      const archivedAt = touchpoint.archivedAt === null ? null : now;
      touchpoints.push({ ...touchpoint, ...words, ...fresh, archivedAt });
    }
    return insertProgram(deps, tx, { actor, program, touchpoints, kind: 'duplicated', now });
  });
  await followNewProgram(deps, copy);
  return copy;
}

/** The words of a template that was archived meanwhile are copied: nobody can choose it any more. */
async function livingWords(
  { store }: CommandDeps,
  tx: Tx,
  { templateId, archivedAt }: StoredTouchpoint,
): Promise<Partial<StoredTouchpoint>> {
  if (templateId === null || archivedAt !== null || findBuiltInTemplate(templateId)) return {};
  const template = await store.templates.lockForUse(tx, templateId);
  if (!template || template.archivedAt === null) return {};
  const { subject, bodyHtml, bodyText } = template;
  return { templateId: null, subject, bodyHtml, bodyText };
}
