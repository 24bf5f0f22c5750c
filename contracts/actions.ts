import { z } from 'zod';
import {
  amountSchema,
  currencySchema,
  daySchema,
  flagSchema,
  instantSchema,
  lineSchema,
  textSchema,
} from './fields.ts';
import { idSchema } from './ids.ts';
import { insightSourceSchema } from './insights.ts';
import { ACTION_KINDS, ACTION_STATUSES, SEVERITIES } from './kinds.ts';
import { operation } from './operation.ts';
import { pageQuery, pageSchema } from './paging.ts';

/** A recommended one-off action (Q6). */
export const actionSchema = z
  .strictObject({
    id: idSchema('action'),
    customer: z.strictObject({ id: idSchema('customer'), name: z.string() }),
    kind: z.enum(ACTION_KINDS),
    severity: z.enum(SEVERITIES),
    reason: z.string(),
    dueOn: daySchema,
    currency: currencySchema,
    overdue: amountSchema.meta({ description: 'What the customer owes past its due date, today.' }),
    sources: z.array(insightSourceSchema),
    status: z.enum(ACTION_STATUSES).meta({ description: 'closed: its reason went away by itself.' }),
    snoozedUntil: daySchema.nullable(),
    note: z.string().nullable(),
    actedById: z.string().nullable(),
    actedAt: instantSchema.nullable(),
    createdAt: instantSchema,
  })
  .meta({ id: 'Action', description: 'Something to do once for a customer, and why.' });
export type Action = z.infer<typeof actionSchema>;

/** Filters of the action center, all combinable. */
export const listActionsQuerySchema = z.strictObject({
  ...pageQuery,
  customerId: idSchema('customer').optional(),
  kind: z.enum(ACTION_KINDS).optional(),
  severity: z.enum(SEVERITIES).optional(),
  status: z.enum(ACTION_STATUSES).default('open'),
  isSnoozed: flagSchema.optional().meta({ description: 'Default: those that are not.' }),
  dueTo: daySchema.optional().meta({ description: 'Due on this day or before.' }),
});
export type ListActionsQuery = z.infer<typeof listActionsQuerySchema>;

/** What was done. */
export const completeActionSchema = z
  .strictObject({
    outcome: lineSchema(200).nullable().optional().meta({ example: 'promised to pay' }),
    note: textSchema(10_000).nullable().optional(),
  })
  .meta({ id: 'CompleteAction' });

/** Until when it stays out of sight. */
export const snoozeActionSchema = z
  .strictObject({ until: daySchema.meta({ description: 'Later than today.' }) })
  .meta({ id: 'SnoozeAction' });

/** Why it is not done. */
export const dismissActionSchema = z
  .strictObject({ note: textSchema(2000).nullable().optional() })
  .meta({ id: 'DismissAction' });

const shared = {
  method: 'post',
  tag: 'Actions',
  permission: 'customers.save',
  params: z.strictObject({ actionId: idSchema('action') }),
  response: actionSchema,
  status: 200,
  isIdempotent: true,
  problems: ['already_acted'],
} as const;

/** Operations of the action center. */
export const actionOperations = [
  operation({
    id: 'listActions',
    method: 'get',
    path: '/v1/actions',
    tag: 'Actions',
    summary: 'List recommended actions, the most severe first, then by what is overdue',
    permission: 'customers.read',
    query: listActionsQuerySchema,
    response: pageSchema('ActionPage', actionSchema),
    status: 200,
  }),
  operation({
    id: 'getAction',
    method: 'get',
    path: '/v1/actions/{actionId}',
    tag: 'Actions',
    summary: 'Get a recommended action',
    permission: 'customers.read',
    params: shared.params,
    response: actionSchema,
    status: 200,
  }),
  operation({
    ...shared,
    id: 'completeAction',
    path: '/v1/actions/{actionId}/complete',
    summary: 'Say that an action was done: it stands in the communications of the customer',
    description: 'Recommended again two weeks later, if its reason is still there.',
    body: completeActionSchema,
  }),
  operation({
    ...shared,
    id: 'snoozeAction',
    path: '/v1/actions/{actionId}/snooze',
    summary: 'Put an action off until a day',
    body: snoozeActionSchema,
  }),
  operation({
    ...shared,
    id: 'dismissAction',
    path: '/v1/actions/{actionId}/dismiss',
    summary: 'Decide against an action: it is not recommended again for the same reason',
    body: dismissActionSchema,
  }),
] as const;
