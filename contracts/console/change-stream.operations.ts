import { operation } from '../operation.ts';
import { changeStreamQuerySchema, streamedChangeSchema } from './change-stream.ts';

/** Operations on the stream of changes. */
export const changeStreamOperations = [
  operation({
    id: 'streamChanges',
    method: 'get',
    path: '/v1/changes',
    tag: 'Changes',
    summary: 'Hear of changes as they happen: server-sent events',
    description:
      'Events of three kinds. `change`: its data say what changed, of what the caller may read and see at that moment. `reset`: more ' +
      'happened than is told, or `Last-Event-ID` is too old: read anew what is shown. Neither: an id alone, or a comment each 15 s. ' +
      'Changes come within about a second, in the order in which they became visible; after `Last-Event-ID` (or `after`) none is ' +
      'missing, and some may come twice. The stream ends with its key or session, and when the server stops. 10 a user, else 429.',
    permission: null,
    query: changeStreamQuerySchema,
    response: null,
    eventResponse: streamedChangeSchema,
    status: 200,
  }),
] as const;
