import type { StopRules } from '../../../contracts/sequences/sequence-fields.ts';
import type { Channel, LimitPeriod } from '../../../contracts/sending/kinds.ts';
import type { Tracking } from '../../../contracts/sending/tracking.ts';
import { NO_TRACKING } from '../../../domain/sending/no-tracking.ts';
import type { StepType } from '../../../contracts/sequences/kinds.ts';
import type { HolidayCalendar } from '../../../contracts/sequences/holiday-calendar.ts';
import type { StepTiming } from '../../../domain/sequences/step-timing.ts';
import type { Database } from '../../../infra/db/client.ts';
import { dayToDate } from '../../../infra/db/rows.ts';
import { newId } from '../../../infra/ids.ts';

/** Rows that most tests need, written directly: what a test is about goes through the product. */
export interface World {
  userId: string;
  mailboxId: string;
}

/** Nothing is deferred: for tests that are about something else. */
export const NO_CONTACT_POLICY = { daysBetween: 1, perDay: null, perDomainPerDay: null } as const;

/** An organisation in UTC without contact policy, an admin, and a working mailbox on a local SMTP server. */
export async function createWorld(
  db: Database,
  input: { smtpPort: number; now: number; zone?: string },
): Promise<World> {
  const at = new Date(input.now);
  const userId = newId('user');
  const mailboxId = newId('mailbox');
  const zone = input.zone ?? 'UTC';
  await db.organisation.create({
    data: {
      id: 'org',
      name: 'Acme Supplies',
      zone,
      locale: 'en-US',
      baseCurrency: 'USD',
      settings: { contactPolicy: NO_CONTACT_POLICY },
    },
  });
  await db.user.create({
    data: {
      id: userId,
      name: 'Ada Admin',
      email: 'ada@acme.example',
      emailKey: 'ada@acme.example',
      role: 'admin',
      isActive: true,
      createdAt: at,
    },
  });
  await db.mailbox.create({
    data: {
      id: mailboxId,
      name: 'Receivables',
      nameKey: 'receivables',
      fromAddress: 'receivables@acme.example',
      fromName: 'Acme Receivables',
      smtpHost: '127.0.0.1',
      smtpPort: input.smtpPort,
      smtpSecurity: 'none',
      zone,
      dailyCap: null,
      minIntervalSeconds: 0,
      status: 'working',
      failures: 0,
      version: 1,
      createdAt: at,
      updatedAt: at,
    },
  });
  return { userId, mailboxId };
}

/** A customer with a primary contact and one overdue invoice. */
export async function createCustomer(
  db: Database,
  input: { now: number; name?: string; email?: string | null; balance?: string },
): Promise<{ customerId: string; invoiceId: string; contactId: string; email: string | null }> {
  const at = new Date(input.now);
  const customerId = newId('customer');
  const invoiceId = newId('invoice');
  const contactId = newId('contact');
  const email = input.email === undefined ? `ap-${customerId.slice(-8)}@customer.example` : input.email;
  const balance = input.balance ?? '1250.00';
  await db.customer.create({
    data: {
      id: customerId,
      name: input.name ?? `Customer ${customerId.slice(-4)}`,
      externalId: customerId.slice(-10),
      status: 'active',
      currency: 'USD',
      score: 0,
      properties: {},
      source: 'test',
      arVersion: 1,
      createdAt: at,
      updatedAt: at,
    },
  });
  await db.contact.create({
    data: {
      id: contactId,
      customerId,
      name: 'Pat Payer',
      email,
      type: 'ap_manager',
      isPrimary: true,
      isActive: true,
      source: 'test',
      createdAt: at,
      updatedAt: at,
    },
  });
  await db.invoice.create({
    data: {
      id: invoiceId,
      customerId,
      currency: 'USD',
      number: `INV-${customerId.slice(-8)}`,
      status: Number(balance) > 0 ? 'open' : 'paid',
      issuedOn: dayToDate(new Date(input.now - 40 * 86_400_000).toISOString().slice(0, 10)),
      dueOn: dayToDate(new Date(input.now - 10 * 86_400_000).toISOString().slice(0, 10)),
      amount: balance === '0' ? '10.00' : balance,
      balance,
      isDisputed: false,
      source: 'test',
      createdAt: at,
      updatedAt: at,
    },
  });
  return { customerId, invoiceId, contactId, email };
}

/** A step of a test sequence. */
export interface StepFixture {
  type?: StepType;
  timing: StepTiming;
  isManual?: boolean;
  subject?: string;
  body?: string;
  /** A language model writes it. */
  prompt?: string;
  isThreaded?: boolean;
  outcomeLabels?: string[];
  cc?: string[];
  bcc?: string[];
  /** Its own sender. */
  mailboxId?: string;
  fromAddress?: string;
}

/** What a test may say about its sequence. */
export interface SequenceFixture {
  /** That of the world, unless said. */
  mailboxId?: string;
  /** The number that its sms leave from. */
  smsSenderId?: string;
  limits?: { channel: Channel; amount: number; per: LimitPeriod }[];
  zone?: string;
  purpose?: 'collections' | 'outreach';
  sendDays?: number[];
  windowStart?: string;
  windowStop?: string;
  holidays?: HolidayCalendar;
  stopRules?: Partial<StopRules>;
  tracking?: Partial<Tracking>;
  endAt?: number;
  steps: StepFixture[];
}

const BODY = '<p>You owe {{balance.total}}.</p>';
const SMS_BODY = 'You owe {{balance.total}}.';

/** An active sequence with its steps in order. */
export async function createSequence(
  db: Database,
  world: World,
  input: SequenceFixture & { now: number },
): Promise<{ sequenceId: string; stepIds: string[]; branchId: string }> {
  const at = new Date(input.now);
  const sequenceId = newId('sequence');
  const branchId = newId('branch');
  await db.sequence.create({
    data: {
      id: sequenceId,
      name: `Sequence ${sequenceId.slice(-6)}`,
      nameKey: `sequence ${sequenceId.slice(-6)}`,
      zone: input.zone ?? 'UTC',
      purpose: input.purpose ?? 'collections',
      status: 'active',
      isTemplate: false,
      mailboxId: input.mailboxId ?? world.mailboxId,
      smsSenderId: input.smsSenderId ?? null,
      limits: input.limits ?? [],
      defaultDelivery: 'automatic',
      primaryUserId: world.userId,
      sendDays: input.sendDays ?? [],
      windowStart: input.windowStart ?? null,
      windowStop: input.windowStop ?? null,
      ...(input.holidays && { holidays: { ...input.holidays } }),
      endAt: input.endAt === undefined ? null : new Date(input.endAt),
      stopRules: {
        onReply: true,
        onBounce: true,
        onPaid: (input.purpose ?? 'collections') === 'collections',
        onAllDisputed: false,
        onNotActive: true,
        ...input.stopRules,
      },
      tracking: { ...NO_TRACKING, ...input.tracking },
      version: 1,
      planVersion: 1,
      drainedVersion: 1,
      activatedAt: at,
      createdById: world.userId,
      createdAt: at,
      updatedAt: at,
      branches: { create: { id: branchId, name: 'main', position: 0 } },
    },
  });
  const stepIds: string[] = [];
  for (const [position, step] of input.steps.entries()) {
    const stepId = newId('step');
    stepIds.push(stepId);
    const type = step.type ?? 'email';
    const isManual = step.isManual ?? !(type === 'email' || type === 'sms');
    const { timing } = step;
    const isText = type === 'email' && step.prompt === undefined;
    await db.step.create({
      data: {
        id: stepId,
        sequenceId,
        branchId,
        position,
        type,
        label: `Step ${position + 1}`,
        priority: 'normal',
        timing: timing.kind,
        offsetDays: timing.kind === 'offset' ? timing.days : null,
        sendTime: timing.kind === 'offset' ? timing.sendTime : timing.atTime,
        delayAmount: timing.kind === 'delay' ? timing.amount : null,
        delayUnit: timing.kind === 'delay' ? timing.unit : null,
        delivery: isManual ? 'manual' : 'automatic',
        contentMode: step.prompt === undefined ? 'template' : 'prompt',
        prompt: step.prompt ?? null,
        subject: isText ? (step.subject ?? `Step ${position + 1} for {{customer.name}}`) : null,
        body: type === 'sms' ? (step.body ?? SMS_BODY) : isText ? (step.body ?? BODY) : null,
        assigneeRule: 'primary_user',
        contactTypes: [],
        cc: step.cc ?? [],
        bcc: step.bcc ?? [],
        mailboxId: step.mailboxId ?? null,
        fromAddress: step.fromAddress ?? null,
        isThreaded: step.isThreaded ?? false,
        outcomeLabels: step.outcomeLabels ?? [],
        timingEditedAt: at,
        isArchived: false,
        createdAt: at,
      },
    });
  }
  return { sequenceId, stepIds, branchId };
}

/** Day `days` after the start, at a time. */
export const onDay = (days: number, sendTime = '09:00'): StepTiming => ({ kind: 'offset', days, sendTime });
/** So long after the step before. */
export const after = (amount: number, unit: 'minutes' | 'hours' | 'days' | 'weeks'): StepTiming => ({
  kind: 'delay',
  amount,
  unit,
  atTime: null,
});
