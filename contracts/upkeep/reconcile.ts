import { z } from 'zod';
import { instantSchema } from '../fields.ts';
import { pageQuery } from '../paging.ts';

/** How many ids of one kind the report names. */
export const MAX_REPORTED_IDS = 100;

const deviations = z.strictObject({
  count: z.int().min(0),
  ids: z.array(z.string()).meta({ description: `The first ${MAX_REPORTED_IDS}.` }),
});

/** What database and Temporal disagree about (O9). */
export const comparisonSchema = z
  .strictObject({
    checkedRows: z.int().meta({ description: 'Live enrollments whose workflows were asked for.' }),
    checkedWorkflows: z.int().meta({ description: 'Running workflows whose rows were looked up.' }),
    unstarted: deviations.meta({ description: 'Enrollments whose workflow was never started.' }),
    missingWorkflows: deviations.meta({ description: 'Live enrollments whose workflow does not run.' }),
    orphanWorkflows: deviations.meta({ description: 'Running workflows without a live enrollment.' }),
    unapplied: deviations.meta({
      description: 'Enrollments whose last change their workflow has not applied.',
    }),
    undrainedSequences: deviations.meta({
      description: 'Sequences whose last edit has not reached everybody.',
    }),
    checkedPrograms: z.int().meta({ description: 'Programs whose Temporal Schedules were asked for.' }),
    missingSchedules: deviations.meta({ description: 'Programs without their Temporal Schedule.' }),
    orphanSchedules: deviations.meta({
      description: 'Temporal Schedules of programs that are archived or gone.',
    }),
    differingSchedules: deviations.meta({
      description: 'Programs whose Temporal Schedule fires at other times, or is paused when they are not.',
    }),
    checkedAutomations: z.int().meta({
      description: 'Automations that ever ran, whose Temporal Schedules were asked for.',
    }),
    missingCalendars: deviations.meta({ description: 'Automations without their Temporal Schedule.' }),
    orphanCalendars: deviations.meta({
      description: 'Temporal Schedules of automations that have nothing to come, or are gone.',
    }),
    differingCalendars: deviations.meta({
      description:
        'Automations whose Temporal Schedule fires at other times than their passes and their end.',
    }),
    repaired: z.int().meta({ description: 'How many were repaired; 0 unless asked for.' }),
  })
  .meta({ id: 'Comparison', description: 'What database and Temporal disagree about.' });
export type Comparison = z.infer<typeof comparisonSchema>;

/** Asks for a comparison. */
export const compareSchema = z
  .strictObject({ repair: z.boolean().meta({ description: 'Also repair what is found.' }) })
  .meta({ id: 'Compare', example: { repair: false } });

/** One thing that the reconciler found. */
export const reconcileFindingSchema = z
  .strictObject({
    id: z.string(),
    at: instantSchema,
    kind: z.string().meta({ example: 'not_started' }),
    entity: z.string().meta({ example: 'enrollment' }),
    entityId: z.string(),
    isRepaired: z.boolean(),
    detail: z.string().nullable(),
  })
  .meta({ id: 'ReconcileFinding' });
export type ReconcileFinding = z.infer<typeof reconcileFindingSchema>;

/** Pages of the findings. */
export const listFindingsQuerySchema = z.strictObject(pageQuery);
export type ListFindingsQuery = z.infer<typeof listFindingsQuerySchema>;
