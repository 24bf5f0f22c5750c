import {
  cancelTouchpoint,
  completeTouchpoint,
  forceTouchpoint,
  markTouchpointSent,
} from '../../../commands/programs/touchpoints/answer-touchpoint.ts';
import { touchpointAnswerOperations } from '../../../contracts/programs/touchpoint-answers.operations.ts';
import { routesOf } from '../../handle.ts';

/** Routes of what a person does with one scheduled touchpoint. */
export const touchpointAnswerRoutes = routesOf(touchpointAnswerOperations, {
  cancelScheduledTouchpoint: ({ deps, actor, params, body }) =>
    cancelTouchpoint(deps, actor, { ...params, ...body }),
  completeScheduledTouchpoint: ({ deps, actor, params, body }) =>
    completeTouchpoint(deps, actor, { ...params, ...body }),
  markScheduledTouchpointSent: ({ deps, actor, params }) => markTouchpointSent(deps, actor, params),
  sendScheduledTouchpoint: ({ deps, actor, params, body }) =>
    forceTouchpoint(deps, actor, { ...params, ...body }),
});
