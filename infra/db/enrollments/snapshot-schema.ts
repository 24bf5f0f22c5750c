import { z } from 'zod';
import { CONTACT_TYPES, CUSTOMER_STATUSES } from '../../../contracts/customers/kinds.ts';
import { ENROLLMENT_STORED_STATUSES, STEP_EXECUTION_STATUSES } from '../../../contracts/enrollments/kinds.ts';
import { HOLD_KINDS, HOLD_SCOPES } from '../../../contracts/holds/kinds.ts';
import {
  CHANNELS,
  LIMIT_PERIODS,
  MAILBOX_STATUSES,
  SKIP_REASONS,
  WAIT_REASONS,
} from '../../../contracts/sending/kinds.ts';
import {
  ASSIGNEE_RULES,
  DELAY_UNITS,
  PRIORITIES,
  SEQUENCE_PURPOSES,
  SEQUENCE_STORED_STATUSES,
  STEP_TYPES,
} from '../../../contracts/sequences/kinds.ts';
import { quietHoursSchema } from '../../../contracts/access/sms-settings.ts';
import { trackingSchema } from '../../../contracts/sending/tracking.ts';
import { holidayCalendarSchema } from '../../../contracts/sequences/holiday-calendar.ts';
import type { Branching } from '../../../domain/enrollments/branching.ts';
import type { InvoiceHistory } from '../../../domain/enrollments/kept-back-time.ts';
import type { EnrollmentSnapshot } from '../../../domain/enrollments/snapshot.ts';
import { ORGANISATION_DEFAULTS } from '../access/organisation.ts';
import { branchingSchema } from './branching.ts';

const instant = z.number().transform(Math.round);
const instantOrNull = instant.nullable();

const senderSchema = z.object({
  mailboxId: z.string(),
  heirId: z.string().nullable(),
  status: z.enum(MAILBOX_STATUSES),
  probeAt: instantOrNull,
  isHeld: z.boolean(),
});

/** A snapshot as it is read: what is kept back is worked out of the invoices' histories, `steps` are all of the sequence. */
type SnapshotRow = Omit<EnrollmentSnapshot, 'keptBack' | 'branching' | 'quiet'> & {
  quiet: EnrollmentSnapshot['quiet'] | null;
  numbers: EnrollmentSnapshot['mailboxes'] | null;
  invoices: InvoiceHistory[] | null;
  branching: Branching | null;
};

/** The JSON of a snapshot, parsed. */
export const snapshotSchema: z.ZodType<SnapshotRow> = z.object({
  enrollment: z.object({
    enrollmentId: z.string(),
    sequenceId: z.string(),
    customerId: z.string(),
    contactId: z.string().nullable(),
    mailboxId: z.string().nullable(),
    fromAddress: z.string().nullable(),
    status: z.enum(ENROLLMENT_STORED_STATUSES),
    startDate: z.string(),
    plannedFrom: instant,
    hasOwed: z.boolean(),
    intentVersion: z.number(),
    appliedVersion: z.number(),
    planVersion: z.number(),
    nextWakeAt: instantOrNull,
    threadMessageId: z.string().nullable(),
    threadReferences: z.array(z.string()),
  }),
  sequence: z.object({
    name: z.string(),
    status: z.enum(SEQUENCE_STORED_STATUSES),
    closing: z.enum(['finish', 'stop']).nullable(),
    zone: z.string(),
    purpose: z.enum(SEQUENCE_PURPOSES),
    mailboxId: z.string().nullable(),
    fromAddress: z.string().nullable(),
    smsSenderId: z.string().nullable(),
    primaryUserId: z.string().nullable(),
    sendDays: z.array(z.number()),
    windowStart: z.string().nullable(),
    windowStop: z.string().nullable(),
    holidays: holidayCalendarSchema.nullable(),
    limits: z.array(z.object({ channel: z.enum(CHANNELS), amount: z.number(), per: z.enum(LIMIT_PERIODS) })),
    stopRules: z.object({
      onReply: z.boolean(),
      holdOnReply: z.object({ days: z.number().nullable() }).nullish(),
      onBounce: z.boolean(),
      onPaid: z.boolean(),
      onAllDisputed: z.boolean(),
      onNotActive: z.boolean(),
    }),
    tracking: trackingSchema,
    endAt: instantOrNull,
    version: z.number(),
    planVersion: z.number(),
    timingEditedAt: instantOrNull,
  }),
  customer: z.object({
    status: z.enum(CUSTOMER_STATUSES),
    arOwnerId: z.string().nullable(),
    arVersion: z.number(),
  }),
  quiet: z
    .object({
      zone: z
        .string()
        .nullable()
        .transform((zone) => zone ?? ORGANISATION_DEFAULTS.zone),
      hours: quietHoursSchema.nullable(),
    })
    .nullable(),
  numbers: z.array(senderSchema.extend({ channel: z.literal('sms') })).nullable(),
  balance: z.object({
    open: z.string(),
    askable: z.string(),
    undisputed: z.string(),
    residue: z.string(),
    credit: z.string(),
    least: z.string(),
    currency: z.string(),
    releasesAt: instantOrNull,
  }),
  steps: z.array(
    z.object({
      stepId: z.string(),
      position: z.number(),
      type: z.enum(STEP_TYPES),
      label: z.string(),
      priority: z.enum(PRIORITIES),
      isManual: z.boolean(),
      timing: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('offset'), days: z.number(), sendTime: z.string() }),
        z.object({
          kind: z.literal('delay'),
          amount: z.number(),
          unit: z.enum(DELAY_UNITS),
          atTime: z.string().nullable(),
        }),
      ]),
      timingEditedAt: instant,
      deliveryEditedAt: instantOrNull,
      assigneeRule: z.enum(ASSIGNEE_RULES),
      assigneeUserId: z.string().nullable(),
      contactTypes: z.array(z.enum(CONTACT_TYPES)),
      mailboxId: z.string().nullable(),
      fromAddress: z.string().nullable(),
      isThreaded: z.boolean(),
      isPrompted: z.boolean(),
    }),
  ),
  executions: z.array(
    z.object({
      stepExecutionId: z.string(),
      stepId: z.string(),
      position: z.number(),
      type: z.enum(STEP_TYPES),
      priority: z.enum(PRIORITIES),
      isManual: z.boolean(),
      status: z.enum(STEP_EXECUTION_STATUSES),
      dueAt: instantOrNull,
      readyAt: instantOrNull,
      endedAt: instantOrNull,
      heldReason: z.enum(WAIT_REASONS).nullable(),
      heldUntil: instantOrNull,
      slotAt: instantOrNull,
      sendRequestedAt: instantOrNull,
      skipReason: z.enum(SKIP_REASONS).nullable(),
      skipDetail: z.string().nullable(),
      assigneeId: z.string().nullable(),
      createdAt: instant,
      isReassigned: z.boolean(),
      rule: z
        .object({
          contactTypes: z.array(z.enum(CONTACT_TYPES)),
          mailboxId: z.string().nullable(),
          fromAddress: z.string().nullable(),
          isThreaded: z.boolean(),
        })
        .nullable(),
      hasText: z.boolean(),
    }),
  ),
  branching: branchingSchema.nullable(),
  holds: z.array(
    z.object({
      scope: z.enum(HOLD_SCOPES),
      kind: z.enum(HOLD_KINDS),
      startedAt: instant,
      expiresAt: instantOrNull,
      endedAt: instantOrNull,
    }),
  ),
  invoices: z
    .array(
      z.object({
        createdAt: instant,
        updatedAt: instant,
        isOpen: z.boolean(),
        isDisputed: z.boolean(),
        balances: z.array(z.object({ at: instant, isOwed: z.boolean() })),
        holds: z.array(z.object({ startedAt: instant, expiresAt: instantOrNull, endedAt: instantOrNull })),
      }),
    )
    .nullable(),
  mailboxes: z.array(senderSchema),
});
