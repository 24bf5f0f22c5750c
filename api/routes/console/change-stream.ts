import { changeStreamOperations } from '../../../contracts/console/change-stream.operations.ts';
import { ProblemError } from '../../../contracts/problems.ts';
import { EventStream } from '../../answers.ts';
import { routesOf } from '../../handle.ts';

/** Routes of the stream of changes. */
export const changeStreamRoutes = routesOf(changeStreamOperations, {
  streamChanges: ({ deps, actor, query, req }) => {
    const { streams } = deps;
    if (!streams) throw new ProblemError('unavailable', 'Nobody streams changes here.');
    const after = req.get('last-event-id') ?? query.after ?? null;
    return Promise.resolve(new EventStream((response) => streams.open(actor, { after, response })));
  },
});
