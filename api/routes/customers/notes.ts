import { createNote, removeNote, updateNote } from '../../../commands/customers/save-note.ts';
import { noteOperations } from '../../../contracts/customers/notes.operations.ts';
import { found } from '../../../contracts/problems.ts';
import { routesOf } from '../../handle.ts';

/** Routes of notes. */
export const noteRoutes = routesOf(noteOperations, {
  listNotes: async ({ deps, actor, params, query }) =>
    found(await deps.store.notes.list(deps.db, actor, { ...query, ...params }), 'customer'),
  createNote: ({ deps, actor, params, body }) => createNote(deps, actor, { ...body, ...params }),
  updateNote: ({ deps, actor, params, body }) => updateNote(deps, actor, { ...body, ...params }),
  removeNote: ({ deps, actor, params }) => removeNote(deps, actor, params),
});
