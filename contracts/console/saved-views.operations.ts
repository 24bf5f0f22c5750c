import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { pageSchema } from '../paging.ts';
import {
  createSavedViewSchema,
  listSavedViewsQuerySchema,
  savedViewSchema,
  updateSavedViewSchema,
} from './saved-views.ts';

const tag = 'Saved views';
const params = z.strictObject({ savedViewId: idSchema('savedView') });

/** Operations on names for what a screen shows (W2). */
export const savedViewOperations = [
  operation({
    id: 'listSavedViews',
    method: 'get',
    path: '/v1/saved-views',
    tag,
    summary: 'List your views and those that everybody has, by name',
    permission: null,
    query: listSavedViewsQuerySchema,
    response: pageSchema('SavedViewPage', savedViewSchema),
    status: 200,
  }),
  operation({
    id: 'createSavedView',
    method: 'post',
    path: '/v1/saved-views',
    tag,
    summary: 'Keep what a screen shows under a name',
    description: 'Shared, everybody has it: that needs `views.share`.',
    permission: null,
    body: createSavedViewSchema,
    response: savedViewSchema,
    status: 201,
    isIdempotent: true,
    problems: ['conflict'],
  }),
  operation({
    id: 'updateSavedView',
    method: 'patch',
    path: '/v1/saved-views/{savedViewId}',
    tag,
    summary: 'Rename a view, keep other filters under its name, share it or keep it to its owner',
    description:
      'Of a shared one, whoever it is by, and to share one, with `views.share`. Others’ own are not found.',
    permission: null,
    params,
    body: updateSavedViewSchema,
    response: savedViewSchema,
    status: 200,
    problems: ['conflict'],
  }),
  operation({
    id: 'removeSavedView',
    method: 'delete',
    path: '/v1/saved-views/{savedViewId}',
    tag,
    summary: 'Remove a view; a shared one with `views.share`',
    permission: null,
    params,
    response: null,
    status: 204,
  }),
] as const;
