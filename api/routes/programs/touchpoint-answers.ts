import {
  cancelTouchpoint,
  completeTouchpoint,
  forceTouchpoint,
  markTouchpointSent,
} from '../../../commands/programs/touchpoints/answer-touchpoint.ts';
import { touchpointActionOperations } from '../../../contracts/programs/touchpoint-answers.ts';
import { handle, operationOf } from '../../handle.ts';

const op = <I extends (typeof touchpointActionOperations)[number]['id']>(id: I) =>
  operationOf(touchpointActionOperations, id);

/** Routes of what a person does with one scheduled touchpoint. */
export const touchpointActionRoutes = [
  handle(op('cancelScheduledTouchpoint'), ({ deps, actor, params, body }) =>
    cancelTouchpoint(deps, actor, { ...params, ...body }),
  ),
  handle(op('completeScheduledTouchpoint'), ({ deps, actor, params, body }) =>
    completeTouchpoint(deps, actor, { ...params, ...body }),
  ),
  handle(op('markScheduledTouchpointSent'), ({ deps, actor, params }) =>
    markTouchpointSent(deps, actor, params),
  ),
  handle(op('sendScheduledTouchpoint'), ({ deps, actor, params, body }) =>
    forceTouchpoint(deps, actor, { ...params, ...body }),
  ),
];
