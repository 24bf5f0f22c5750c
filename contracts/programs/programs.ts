import { z } from 'zod';
import { daySchema, flagSchema, instantSchema, lineSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { MAILBOX_STATUSES } from '../sending/kinds.ts';
import { trackingPatchSchema } from '../sending/tracking.ts';
import { PROGRAM_STATUSES } from './kinds.ts';
import { pageQuery } from '../paging.ts';
import { holidayCalendarSchema } from '../sequences/holiday-calendar.ts';
import { programSettings, uniqueNameSchema } from './program-fields.ts';
import { touchpointSchema } from './program-touchpoints.ts';

/** As they are given: null takes the default that follows the send time. */
const givenSettings = { ...programSettings, latestSendTime: programSettings.latestSendTime.nullable() };
const optionalSettings = {
  ...z.strictObject(givenSettings).partial().shape,
  tracking: trackingPatchSchema.optional(),
};

/** Creates an active program with the touchpoints and defaults of P1 and P2; only a name is required. */
export const createProgramSchema = z
  .strictObject({ ...optionalSettings, name: programSettings.name })
  .meta({ id: 'CreateProgram', example: { name: 'Overdue accounts' } });
export type CreateProgram = z.infer<typeof createProgramSchema>;

/** Changes what is given; null empties a field. */
export const updateProgramSchema = z
  .strictObject(optionalSettings)
  .refine((patch) => Object.keys(patch).length > 0, { error: 'must change something' })
  .meta({ id: 'UpdateProgram', example: { sendDays: [1, 4], sendTime: '10:30' } });
export type UpdateProgram = z.infer<typeof updateProgramSchema>;

/** Makes an active program with the schedule and all touchpoints of another one; never its enrollments. */
export const duplicateProgramSchema = z
  .strictObject({ name: uniqueNameSchema })
  .meta({ id: 'DuplicateProgram' });
export type DuplicateProgram = z.infer<typeof duplicateProgramSchema>;

const programFields = {
  id: idSchema('program'),
  ...programSettings,
  holidays: holidayCalendarSchema.nullable(),
  status: z.enum(PROGRAM_STATUSES),
  version: z.int(),
  scheduleVersion: z.int().meta({ description: 'Grows with every change of when runs take place.' }),
  planVersion: z.int().meta({ description: 'Grows with every change that can move what is planned.' }),
  plannedVersion: z.int().meta({ description: 'The plan version that scheduled touchpoints show.' }),
  isPlanned: z.boolean().meta({ description: 'Scheduled touchpoints show the newest plan.' }),
  createdById: z.string(),
  createdAt: instantSchema,
  updatedAt: instantSchema,
  archivedAt: instantSchema.nullable(),
};

/** A program in the list. */
export const programListItemSchema = z
  .strictObject({
    ...programFields,
    touchpointCount: z.int().meta({ description: 'Without archived ones.' }),
    nextRunAt: instantSchema.nullable().meta({ description: 'Null: no run is to come.' }),
  })
  .meta({ id: 'ProgramListItem' });
export type ProgramListItem = z.infer<typeof programListItemSchema>;

/** Why a program proposes or sends nothing at present. */
export const SILENCE_REASONS = [
  'paused',
  'archived',
  'no_mailbox',
  'mailbox_unverified',
  'mailbox_failing',
  'mailbox_reconnect',
  'no_touchpoints',
  'no_runs',
  'switched_off',
] as const;

/** One run to come. */
export const nextRunSchema = z
  .strictObject({
    localDate: daySchema,
    at: instantSchema,
    movedFrom: daySchema
      .nullable()
      .meta({ description: 'The send day, if it is a holiday and the run moved (S22).' }),
  })
  .meta({ id: 'NextRun' });

/** A program as it is shown (P1, P2). */
export const programSchema = z
  .strictObject({
    ...programFields,
    mailbox: z
      .strictObject({
        id: idSchema('mailbox'),
        name: z.string(),
        fromAddress: z.string(),
        status: z.enum(MAILBOX_STATUSES),
        isDefault: z.boolean().meta({ description: 'It is the organisation’s.' }),
      })
      .nullable()
      .meta({ id: 'ProgramMailbox', description: 'What it sends from; null: there is none.' }),
    silentBecause: z
      .array(
        z.strictObject({ reason: z.enum(SILENCE_REASONS), detail: z.string() }).meta({ id: 'SilenceReason' }),
      )
      .meta({ description: 'Why it proposes or sends nothing at present; empty: it does.' }),
    nextRuns: z.array(nextRunSchema).meta({ description: 'The next five; empty unless active.' }),
    touchpoints: z.array(touchpointSchema).meta({ description: 'By offset, without archived ones.' }),
  })
  .meta({ id: 'Program', description: 'A collection program: who is asked for payment, when and how.' });
export type Program = z.infer<typeof programSchema>;

/** Filters of the list, all combinable; archived ones are hidden unless asked for. */
export const listProgramsQuerySchema = z.strictObject({
  ...pageQuery,
  search: lineSchema(200).optional().meta({ description: 'Part of the name, any case.' }),
  status: z.enum(PROGRAM_STATUSES).optional(),
  includeArchived: flagSchema.optional().meta({ description: 'Shows archived ones too.' }),
});
export type ListProgramsQuery = z.infer<typeof listProgramsQuerySchema>;
