import type { Actor } from '../../contracts/actor.ts';
import { importProfileChanges } from '../../contracts/imports/changes.ts';
import type {
  CreateImportProfile,
  ImportProfile,
  UpdateImportProfile,
} from '../../contracts/imports/import-profiles.ts';
import { found, ProblemError, refuseInvalid } from '../../contracts/problems.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';
import { readingProblems } from './reading-for.ts';

/**
 * Keeps under a name how files of one origin are read (C17).
 *
 * @throws ProblemError `validation` for a mapping that names a column twice or lacks one
 * @throws ProblemError `conflict` when another profile has the name, in any case
 */
export function createImportProfile(
  deps: CommandDeps,
  actor: Actor,
  { name, kind, reading }: CreateImportProfile,
): Promise<ImportProfile> {
  refuseInvalid(readingProblems(kind, reading, 'reading.mapping'));
  const { importProfiles } = deps.store;
  return runCommand(deps, actor, async (tx, now) => {
    if ((await importProfiles.idOfName(tx, actor, name)) !== null) throw nameTaken();
    const entityId = deps.newId('importProfile');
    await importProfiles.insert(tx, { id: entityId, name, kind, reading, createdById: actor.userId, now });
    const after = found(await importProfiles.find(tx, actor, entityId), 'import profile');
    await recordChange(deps, tx, importProfileChanges.created, { actor, now, entityId, after });
    return after;
  });
}

/**
 * Renames a profile or replaces its reading.
 *
 * @throws ProblemError `not_found`, `validation`
 * @throws ProblemError `conflict` when another profile has the name, in any case
 */
export function updateImportProfile(
  deps: CommandDeps,
  actor: Actor,
  { importProfileId: entityId, name, reading }: UpdateImportProfile & { importProfileId: string },
): Promise<ImportProfile> {
  const { importProfiles } = deps.store;
  return runCommand(deps, actor, async (tx, now) => {
    const read = async () => found(await importProfiles.find(tx, actor, entityId), 'import profile');
    const before = await read();
    if (reading) refuseInvalid(readingProblems(before.kind, reading, 'reading.mapping'));
    const taken = name === undefined ? null : await importProfiles.idOfName(tx, actor, name);
    if (taken !== null && taken !== entityId) throw nameTaken();
    await importProfiles.update(tx, entityId, { name, reading, now });
    const after = await read();
    await recordChange(deps, tx, importProfileChanges.updated, { actor, now, entityId, before, after });
    return after;
  });
}

/**
 * Deletes a profile; what was imported with it stays.
 *
 * @throws ProblemError `not_found`
 */
export function deleteImportProfile(
  deps: CommandDeps,
  actor: Actor,
  { importProfileId: entityId }: { importProfileId: string },
): Promise<void> {
  const { importProfiles } = deps.store;
  return runCommand(deps, actor, async (tx, now) => {
    const before = found(await importProfiles.find(tx, actor, entityId), 'import profile');
    await importProfiles.remove(tx, entityId);
    await recordChange(deps, tx, importProfileChanges.deleted, { actor, now, entityId, before });
  });
}

const nameTaken = (): ProblemError =>
  new ProblemError('conflict', 'Another import profile has this name.', [
    { field: 'name', message: 'is taken' },
  ]);
