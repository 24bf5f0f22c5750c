import { answerWish } from '../../../commands/inbox/answer-wish.ts';
import { wishOperations } from '../../../contracts/inbox/wishes.operations.ts';
import { routesOf } from '../../handle.ts';

/** Routes of wishes to get no more mail. */
export const wishRoutes = routesOf(wishOperations, {
  answerWish: ({ deps, actor, params, body }) => answerWish(deps, actor, { ...params, ...body }),
});
