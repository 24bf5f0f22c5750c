import { z } from 'zod';
import { daySchema, instantSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import {
  PROGRAM_STATUSES,
  RUN_HELD_REASONS,
  RUN_KINDS,
  RUN_SKIP_REASONS,
  RUN_STATUSES,
  SCHEDULED_TOUCHPOINT_STATUSES,
} from './kinds.ts';
import { pageQuery } from '../paging.ts';
import { nextRunSchema } from './programs.ts';
import { touchpointAuthorSchema } from './scheduled-touchpoints.ts';

const stamp = instantSchema.nullable();
const count = z.int().min(0);

/** One run of a program, also the one that is expected next (P6, P12). */
export const programRunSchema = z
  .strictObject({
    id: idSchema('programRun'),
    programId: idSchema('program'),
    kind: z.enum(RUN_KINDS),
    localDate: daySchema.meta({ description: "The program's day." }),
    nominalAt: instantSchema.meta({ description: 'When it was to begin.' }),
    status: z.enum(RUN_STATUSES),
    skipReason: z.enum(RUN_SKIP_REASONS).nullable().meta({ description: 'Why it did not take place.' }),
    heldReason: z.enum(RUN_HELD_REASONS).nullable().meta({
      description:
        'Why all of it waits for a person: it is far larger than usual, or was paused while it began. `mailbox_failing`: it is due and begins once its mailbox works again, unless the next run comes first.',
    }),
    deadlineAt: stamp.meta({
      description: 'The next scheduled run, which supersedes what nobody decided; null: none is expected.',
    }),
    produced: count.meta({ description: 'Messages to customers you may see.' }),
    skipped: count.meta({ description: 'What it left out with a reason, of customers you may see.' }),
    startedBy: touchpointAuthorSchema,
    startedAt: stamp,
    generatedAt: stamp,
    endedAt: stamp.meta({ description: 'When all of it was decided, or a newer run took over.' }),
  })
  .meta({ id: 'ProgramRun', description: 'One run of a program.' });
export type ProgramRun = z.infer<typeof programRunSchema>;

/** A run with where its messages stand now. */
export const programRunDetailSchema = programRunSchema
  .extend({
    messages: z
      .record(z.enum(SCHEDULED_TOUCHPOINT_STATUSES), count)
      .meta({ description: 'Its messages and what it left out, by their present status.' }),
  })
  .meta({ id: 'ProgramRunDetail' });
export type ProgramRunDetail = z.infer<typeof programRunDetailSchema>;

/** Runs of a program, optionally of one status or kind. */
export const listProgramRunsQuerySchema = z.strictObject({
  ...pageQuery,
  status: z.enum(RUN_STATUSES).optional(),
  kind: z.enum(RUN_KINDS).optional(),
});
export type ListProgramRunsQuery = z.infer<typeof listProgramRunsQuerySchema>;

/** Asks for a run now. */
export const runProgramSchema = z
  .strictObject({
    confirmation: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,100}$/)
      .optional()
      .meta({ description: 'Of the dry run, or of the 409 answer, once a person has agreed.' }),
  })
  .meta({ id: 'RunProgram', example: {} });
export type RunProgram = z.infer<typeof runProgramSchema>;

/** How many runs ahead one may ask for. */
const MAX_NEXT_RUNS = 50;

/** How many of the next runs. */
export const nextRunsQuerySchema = z.strictObject({
  count: z.coerce.number().int().min(1).max(MAX_NEXT_RUNS).default(5).meta({ example: 5 }),
});

/** When a program runs next. */
export const nextRunsSchema = z
  .strictObject({
    status: z.enum(PROGRAM_STATUSES),
    items: z
      .array(nextRunSchema)
      .meta({ description: 'The earliest first; empty unless the program is active.' }),
  })
  .meta({ id: 'NextRuns' });
export type NextRuns = z.infer<typeof nextRunsSchema>;
