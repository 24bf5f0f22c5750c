import {
  explainAudience,
  listAudienceMembers,
  previewAudience,
  readCatalogue,
} from '../../../commands/automations/read-audience.ts';
import { saveAudienceList } from '../../../commands/automations/save-audience-list.ts';
import { audienceOperations } from '../../../contracts/automations/audiences.operations.ts';
import { routesOf } from '../../handle.ts';

/** Routes of audiences. */
export const audienceRoutes = routesOf(audienceOperations, {
  getAudienceCatalogue: ({ deps }) => readCatalogue(deps),
  previewAudience: ({ deps, actor, body }) => previewAudience(deps, actor, body),
  listAudienceMembers: ({ deps, actor, body }) => listAudienceMembers(deps, actor, body),
  explainAudience: ({ deps, actor, body }) => explainAudience(deps, actor, body),
  saveAudienceList: ({ deps, actor, body }) => saveAudienceList(deps, actor, body),
});
