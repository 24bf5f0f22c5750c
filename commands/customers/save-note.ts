import type { Actor } from '../../contracts/actor.ts';
import { noteChanges } from '../../contracts/customers/changes.ts';
import type { Note, SaveNote } from '../../contracts/customers/notes.ts';
import { found, ProblemError } from '../../contracts/problems.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';

/**
 * Adds a note to a customer (C9). It is no communication, and nothing that messages depend on.
 *
 * @throws ProblemError `not_found` when the customer is absent or hidden
 */
export function createNote(
  deps: CommandDeps,
  actor: Actor,
  { customerId, content }: SaveNote & { customerId: string },
): Promise<Note> {
  return runCommand(deps, actor, async (tx, now) => {
    if (!(await deps.store.customers.isVisible(tx, actor, customerId))) {
      throw new ProblemError('not_found', 'No such customer.');
    }
    const entityId = deps.newId('note');
    await deps.store.notes.insert(tx, { id: entityId, customerId, authorId: actor.userId, content, now });
    const after = found(await deps.store.notes.find(tx, actor, entityId), 'note');
    await recordChange(deps, tx, noteChanges.created, {
      actor,
      now,
      entityId,
      after,
      customerId,
    });
    return after;
  });
}

/**
 * Edits a note.
 *
 * @throws ProblemError `not_found` when absent or of a hidden customer
 * @throws ProblemError `forbidden` unless by its author or an admin
 */
export function updateNote(
  deps: CommandDeps,
  actor: Actor,
  { noteId, content }: SaveNote & { noteId: string },
): Promise<Note> {
  return runCommand(deps, actor, async (tx, now) => {
    const before = await lockOwn(deps, tx, actor, noteId);
    await deps.store.notes.update(tx, noteId, { content, editedById: actor.userId, now });
    const after = found(await deps.store.notes.find(tx, actor, noteId), 'note');
    const { customerId } = before;
    await recordChange(deps, tx, noteChanges.updated, {
      actor,
      now,
      entityId: noteId,
      before,
      after,
      customerId,
    });
    return after;
  });
}

/**
 * Deletes a note.
 *
 * @throws ProblemError `not_found` when absent or of a hidden customer
 * @throws ProblemError `forbidden` unless by its author or an admin
 */
export function removeNote(deps: CommandDeps, actor: Actor, { noteId }: { noteId: string }): Promise<void> {
  return runCommand(deps, actor, async (tx, now) => {
    const before = await lockOwn(deps, tx, actor, noteId);
    await deps.store.notes.remove(tx, noteId, now);
    const { customerId } = before;
    await recordChange(deps, tx, noteChanges.removed, { actor, now, entityId: noteId, before, customerId });
  });
}

async function lockOwn({ store }: CommandDeps, tx: Tx, actor: Actor, noteId: string): Promise<Note> {
  await store.notes.lock(tx, noteId);
  const note = found(await store.notes.find(tx, actor, noteId), 'note');
  if (note.authorId !== actor.userId && actor.role !== 'admin') {
    throw new ProblemError('forbidden', 'Only its author and admins may change a note.');
  }
  return note;
}
