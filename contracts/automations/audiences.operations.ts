import { operation } from '../operation.ts';
import { pageSchema } from '../paging.ts';
import {
  audienceCatalogueSchema,
  audienceExplanationSchema,
  audienceMemberSchema,
  audiencePageSchema,
  audiencePreviewSchema,
  explainAudienceSchema,
  previewAudienceSchema,
} from './audience-preview.ts';

const ofAudiences = { tag: 'Automations', permission: 'automations.read', status: 200 } as const;

/** Operations that read who belongs to a tree of rules (A3); none of them writes. */
export const audienceOperations = [
  operation({
    ...ofAudiences,
    id: 'getAudienceCatalogue',
    method: 'get',
    path: '/v1/audiences/catalogue',
    summary: 'Show the fields, kinds of records and operators that rules may name',
    response: audienceCatalogueSchema,
  }),
  operation({
    ...ofAudiences,
    id: 'previewAudience',
    method: 'post',
    path: '/v1/audiences/preview',
    summary: 'Count who belongs to a tree, with a sample and each rule’s own count',
    description:
      'Of the customers that the caller may see. An empty group, which a draft may have, holds nobody.',
    body: previewAudienceSchema,
    response: audiencePreviewSchema,
  }),
  operation({
    ...ofAudiences,
    id: 'listAudienceMembers',
    method: 'post',
    path: '/v1/audiences/members',
    summary: 'Page through everybody who belongs to a tree, by name',
    body: audiencePageSchema,
    response: pageSchema('AudienceMemberPage', audienceMemberSchema),
  }),
  operation({
    ...ofAudiences,
    id: 'explainAudience',
    method: 'post',
    path: '/v1/audiences/explanation',
    summary: 'Say of one customer which rules of a tree hold',
    body: explainAudienceSchema,
    response: audienceExplanationSchema,
  }),
];
