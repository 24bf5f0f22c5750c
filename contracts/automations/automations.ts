import { z } from 'zod';
import { instantSchema, lineSchema, ofWhole, textSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { pageQuery } from '../paging.ts';
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

/** What the command tells of the whole together with all else that it finds: here only beside fields that are invalid themselves (O2). */
function besideOthers(fields: readonly string[], options: { error: string; path: string[] }) {
  const whole = ofWhole(fields, options);
  const when = (payload: Parameters<typeof whole.when>[0]) =>
    payload.issues.length > 0 && whole.when(payload);
  return { ...whole, when };
}

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
  .refine(
    ({ every, isOngoing }) => every === null || isOngoing,
    besideOthers(['every', 'isOngoing'], {
      error: 'needs isOngoing: without it there is one pass',
      path: ['every'],
    }),
  )
  .refine(
    ({ startsAt, endsAt }) =>
      startsAt === null || endsAt === null || Date.parse(startsAt) < Date.parse(endsAt),
    besideOthers(['startsAt', 'endsAt'], { error: 'must be after startsAt', path: ['endsAt'] }),
  )
  .meta({ id: 'CreateAutomation' });
export type CreateAutomation = z.infer<typeof createAutomationSchema>;

/** Changes what is given. */
export const updateAutomationSchema = z
  .strictObject(fields)
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, ofWhole([], { error: 'must change something' }))
  .meta({ id: 'UpdateAutomation' });
export type UpdateAutomation = z.infer<typeof updateAutomationSchema>;

const { audience, actions, ...settings } = fields;

const shown = {
  id: idSchema('automation'),
  ...settings,
  status: z.enum(AUTOMATION_STATUSES),
  pause: z
    .strictObject({ reason: z.enum(AUTOMATION_PAUSE_REASONS), text: z.string() })
    .nullable()
    .meta({ description: 'Why the product paused it; null: a person did, or it is not paused.' }),
  sight: z.enum(AUTOMATION_SIGHTS).meta({ description: 'With whose sight it runs.' }),
  ownerId: idSchema('user')
    .nullable()
    .meta({ description: 'Who last set it running, resumed it or changed what it does while it ran.' }),
  nextPassAt: instantSchema.nullable(),
  version: z.int(),
  createdById: z.string(),
  createdAt: instantSchema,
  updatedAt: instantSchema,
};

/** An automation in the list. */
export const automationListItemSchema = z.strictObject(shown).meta({ id: 'AutomationListItem' });
export type AutomationListItem = z.infer<typeof automationListItemSchema>;

const whole = { ...shown, audience, actions };
/** An automation as it is shown (A1). */
export const automationSchema = z.strictObject(whole).meta({ id: 'Automation' });
export type Automation = z.infer<typeof automationSchema>;

/** Another running automation that could undo what this one does, or the other way round (A7). */
export const automationWarningSchema = z
  .strictObject({
    path: z.string().meta({ description: 'Of the action of this one.', example: 'actions[0]' }),
    automationId: idSchema('automation'),
    name: z.string().meta({ description: 'Of the other one.' }),
    text: z.string().meta({ description: 'What the two do to each other.' }),
    about: z
      .strictObject({
        kind: z.enum(['label', 'list', 'sequence', 'property']),
        id: z.string(),
        name: z.string(),
      })
      .nullable()
      .meta({ description: 'What they both change; null: a score, an owner or groups of the customer.' }),
  })
  .meta({ id: 'AutomationWarning' });
export type AutomationWarning = z.infer<typeof automationWarningSchema>;

/** An automation that runs from now on, and who could undo what it does. */
export const startedAutomationSchema = z
  .strictObject({ ...whole, warnings: z.array(automationWarningSchema) })
  .meta({ id: 'StartedAutomation' });
export type StartedAutomation = z.infer<typeof startedAutomationSchema>;

/** Sets it running: whoever does is its owner. */
export const startAutomationSchema = z
  .strictObject({
    sight: z.enum(AUTOMATION_SIGHTS).optional().meta({
      description:
        '`all`: it acts on everybody, which only admins say. Left out: `owner`; resumed: as it was.',
    }),
  })
  .meta({ id: 'StartAutomation' });
export type StartAutomation = z.infer<typeof startAutomationSchema>;

/** Makes a draft that does the same. */
export const duplicateAutomationSchema = z
  .strictObject({ name: fields.name })
  .meta({ id: 'DuplicateAutomation' });
export type DuplicateAutomation = z.infer<typeof duplicateAutomationSchema>;

/** Filters of the list, all combinable. */
export const listAutomationsQuerySchema = z.strictObject({
  ...pageQuery,
  search: lineSchema(200).optional().meta({ description: 'Part of the name, any case.' }),
  status: z.enum(AUTOMATION_STATUSES).optional(),
  ownerId: idSchema('user').optional(),
});
export type ListAutomationsQuery = z.infer<typeof listAutomationsQuerySchema>;
