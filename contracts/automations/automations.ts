import { z } from 'zod';
import { instantSchema, lineSchema, ofWhole, textSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { automationActionsSchema } from './actions.ts';
import { audienceSchema } from './audiences.ts';
import { AUTOMATION_PAUSE_REASONS, AUTOMATION_SIGHTS, AUTOMATION_STATUSES, PERIOD_UNITS } from './kinds.ts';

/** Every N days, weeks or months at the start's local time in the organisation's zone (A2). */
export const everySchema = z
  .strictObject({ amount: z.int().min(1).max(366), unit: z.enum(PERIOD_UNITS) })
  .meta({ id: 'AutomationEvery', example: { amount: 1, unit: 'day' } });
export type Every = z.infer<typeof everySchema>;

const fields = {
  name: lineSchema(200).meta({ description: 'Unique in any case.', example: 'Late payers to the owner' }),
  description: textSchema(5000).min(1).nullable(),
  audience: audienceSchema,
  actions: automationActionsSchema,
  startsAt: instantSchema.nullable().meta({ description: 'Null: when it is set running.' }),
  endsAt: instantSchema.nullable().meta({ description: 'Null: never. A pass due then does not run.' }),
  isOngoing: z.boolean().meta({
    description:
      'Keeps running: follows changes within a minute, and has a pass at each `every`. False: one pass.',
  }),
  isOnce: z
    .boolean()
    .meta({ description: 'Each customer at most once: processed when all actions succeeded.' }),
  every: everySchema.nullable().meta({ description: 'Null with `isOngoing`: it follows changes only.' }),
};

/** A draft: it acts on nobody before it is set running (A1). */
export const createAutomationSchema = z
  .strictObject({
    ...fields,
    description: fields.description.default(null),
    startsAt: fields.startsAt.default(null),
    endsAt: fields.endsAt.default(null),
    isOngoing: fields.isOngoing.default(false),
    isOnce: fields.isOnce.default(false),
    every: fields.every.default(null),
  })
  .meta({ id: 'CreateAutomation' });
export type CreateAutomation = z.infer<typeof createAutomationSchema>;

/** Changes what is given. */
export const updateAutomationSchema = z
  .strictObject(fields)
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, ofWhole([], { error: 'must change something' }))
  .meta({ id: 'UpdateAutomation' });
export type UpdateAutomation = z.infer<typeof updateAutomationSchema>;

/** An automation as it is shown (A1). */
export const automationSchema = z
  .strictObject({
    id: idSchema('automation'),
    ...fields,
    status: z.enum(AUTOMATION_STATUSES),
    pause: z
      .strictObject({ reason: z.enum(AUTOMATION_PAUSE_REASONS), text: z.string() })
      .nullable()
      .meta({ description: 'Why the product paused it; null: a person did, or it is not paused.' }),
    sight: z.enum(AUTOMATION_SIGHTS).meta({ description: 'With whose sight it runs.' }),
    ownerId: idSchema('user').nullable().meta({ description: 'Who last started it.' }),
    nextPassAt: instantSchema.nullable(),
    version: z.int(),
    createdAt: instantSchema,
    updatedAt: instantSchema,
  })
  .meta({ id: 'Automation' });
export type Automation = z.infer<typeof automationSchema>;
