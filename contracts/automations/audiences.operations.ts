import { listSchema } from '../customers/lists.ts';
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
  saveAudienceListSchema,
} from './audience-preview.ts';

const ofAudiences = { tag: 'Automations', permission: 'automations.read', status: 200 } as const;

/** Operations that read who belongs to a tree of rules (A3), and save them as a list. */
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
  operation({
    ...ofAudiences,
    id: 'saveAudienceList',
    method: 'post',
    path: '/v1/audiences/list',
    permission: 'lists.manage',
    summary: 'Save everybody who belongs to a tree today as a new list',
    description:
      'Of the customers that the caller may see; all of them or none. The list follows the tree no further.',
    body: saveAudienceListSchema,
    response: listSchema,
    status: 201,
    isIdempotent: true,
    problems: ['conflict'],
  }),
] as const;
