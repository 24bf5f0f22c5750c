import { activateSequence } from '../../../commands/sequences/activate-sequence.ts';
import { archiveSequence } from '../../../commands/sequences/archive-sequence.ts';
import { createSequence } from '../../../commands/sequences/create-sequence.ts';
import { duplicateSequence } from '../../../commands/sequences/duplicate-sequence.ts';
import { endSequence } from '../../../commands/sequences/end-sequence.ts';
import { pauseSequence } from '../../../commands/sequences/pause-sequence.ts';
import { resumeSequence } from '../../../commands/sequences/resume-sequence.ts';
import { updateSequence } from '../../../commands/sequences/update-sequence.ts';
import { sequenceOperations } from '../../../contracts/sequences/sequences.operations.ts';
import { found } from '../../../contracts/problems.ts';
import { routesOf } from '../../handle.ts';

/** Routes of sequences as a whole. */
export const sequenceRoutes = routesOf(sequenceOperations, {
  listSequences: async ({ deps, actor, query }) =>
    deps.store.sequenceViews.list(deps.db, actor, { ...query, now: await deps.now() }),
  createSequence: ({ deps, actor, body }) => createSequence(deps, actor, body),
  getSequence: async ({ deps, actor, params }) =>
    found(
      await deps.store.sequenceViews.read(deps.db, actor, {
        ...params,
        now: await deps.now(),
        isWriterAvailable: deps.writer.isAvailable,
      }),
      'sequence',
    ),
  getSequenceOverview: async ({ deps, actor, params }) =>
    found(
      await deps.store.sequenceOverview.read(deps.db, actor, { ...params, now: await deps.now() }),
      'sequence',
    ),
  updateSequence: ({ deps, actor, params, body }) => updateSequence(deps, actor, { ...params, patch: body }),
  duplicateSequence: ({ deps, actor, params, body }) =>
    duplicateSequence(deps, actor, { ...params, ...body }),
  activateSequence: ({ deps, actor, params, body }) => activateSequence(deps, actor, { ...params, ...body }),
  pauseSequence: ({ deps, actor, params, body }) => pauseSequence(deps, actor, { ...params, ...body }),
  resumeSequence: ({ deps, actor, params }) => resumeSequence(deps, actor, params),
  endSequence: ({ deps, actor, params }) => endSequence(deps, actor, params),
  archiveSequence: ({ deps, actor, params, body }) => archiveSequence(deps, actor, { ...params, ...body }),
});
