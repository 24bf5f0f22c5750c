import { createNote, removeNote, updateNote } from '../../../commands/customers/save-note.ts';
import { noteOperations } from '../../../contracts/customers/notes.ts';
import { found } from '../../../contracts/problems.ts';
import { handle, operationOf } from '../../handle.ts';

/** Routes of notes. */
export const noteRoutes = [
  handle(operationOf(noteOperations, 'listNotes'), async ({ deps, actor, params, query }) =>
    found(await deps.store.notes.list(deps.db, actor, { ...query, ...params }), 'customer'),
  ),
  handle(operationOf(noteOperations, 'createNote'), ({ deps, actor, params, body }) =>
    createNote(deps, actor, { ...body, ...params }),
  ),
  handle(operationOf(noteOperations, 'updateNote'), ({ deps, actor, params, body }) =>
    updateNote(deps, actor, { ...body, ...params }),
  ),
  handle(operationOf(noteOperations, 'removeNote'), async ({ deps, actor, params }) => {
    await removeNote(deps, actor, params);
    return undefined;
  }),
];
