import {
  explainAudience,
  listAudienceMembers,
  previewAudience,
} from '../../../commands/automations/read-audience.ts';
import { audienceOperations } from '../../../contracts/automations/audiences.operations.ts';
import { describeCatalogue } from '../../../domain/automations/describe-catalogue.ts';
import { routesOf } from '../../handle.ts';

/** Routes of audiences. */
export const audienceRoutes = routesOf(audienceOperations, {
  getAudienceCatalogue: () => Promise.resolve(describeCatalogue()),
  previewAudience: ({ deps, actor, body }) => previewAudience(deps, actor, body),
  listAudienceMembers: ({ deps, actor, body }) => listAudienceMembers(deps, actor, body),
  explainAudience: ({ deps, actor, body }) => explainAudience(deps, actor, body),
});
