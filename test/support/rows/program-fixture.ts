import type { ContentMode } from '../../../contracts/sequences/kinds.ts';
import type { Matching, TouchpointDelivery } from '../../../contracts/programs/kinds.ts';
import type { Tracking } from '../../../contracts/sending/tracking.ts';
import { NO_TRACKING } from '../../../domain/sending/no-tracking.ts';
import type { TouchpointLevel } from '../../../contracts/sending/kinds.ts';
import type { Database } from '../../../infra/db/client.ts';
import { dayToDate } from '../../../infra/db/rows.ts';
import { newId } from '../../../infra/ids.ts';

/** What a test may say about its program; the rest is as P2 has it, in UTC. */
export interface ProgramFixture {
  now: number;
  authorId: string;
  name?: string;
  zone?: string;
  sendDays?: number[];
  sendTime?: string;
  everyWeeks?: number;
  startDate?: string;
  mailboxId?: string | null;
  matching?: Matching;
  autoEnroll?: boolean;
  minimumAmounts?: Record<string, string> | null;
  surgeFactor?: number;
  tracking?: Partial<Tracking>;
}

/** A program without touchpoints, written directly. Nothing is planned yet. */
export async function createProgramRow(db: Database, input: ProgramFixture): Promise<string> {
  const at = new Date(input.now);
  const id = newId('program');
  const name = input.name ?? `Program ${id.slice(-6)}`;
  await db.program.create({
    data: {
      id,
      name,
      nameKey: name.toLowerCase(),
      status: 'active',
      zone: input.zone ?? 'UTC',
      sendDays: input.sendDays ?? [1],
      sendTime: input.sendTime ?? '09:00',
      everyWeeks: input.everyWeeks ?? 1,
      startDate: dayToDate(input.startDate ?? at.toISOString().slice(0, 10)),
      mailboxId: input.mailboxId ?? null,
      matching: input.matching ?? 'highest',
      autoEnroll: input.autoEnroll ?? true,
      ...(input.minimumAmounts && { minimumAmounts: input.minimumAmounts }),
      surgeFactor: input.surgeFactor ?? 0,
      tracking: { ...NO_TRACKING, ...input.tracking },
      holidayRule: 'move',
      version: 1,
      scheduleVersion: 1,
      scheduledFrom: at,
      shownScheduleVersion: 1,
      planVersion: 1,
      plannedVersion: 1,
      createdById: input.authorId,
      createdAt: at,
      updatedAt: at,
    },
  });
  return id;
}

/** What a test may say about a touchpoint. */
export interface TouchpointFixture {
  now: number;
  programId: string;
  offsetDays: number;
  level?: TouchpointLevel;
  delivery?: TouchpointDelivery;
  contentMode?: ContentMode;
  subject?: string;
  bodyHtml?: string;
  prompt?: string;
}

/** A touchpoint with a text of its own, written directly. */
export async function createTouchpointRow(db: Database, input: TouchpointFixture): Promise<string> {
  const at = new Date(input.now);
  const id = newId('touchpoint');
  const level = input.level ?? 'account';
  const isPrompt = input.contentMode === 'prompt';
  const subject = level === 'account' ? 'Overdue: {{balance.overdue}}' : 'Invoice {{invoice.number}}';
  const body =
    level === 'account'
      ? '<p>Please pay.</p><ul>{{#invoices}}<li>{{number}} {{balance}}</li>{{/invoices}}</ul>'
      : '<p>Please pay {{invoice.number}}: {{invoice.balance}}.</p>';
  await db.touchpoint.create({
    data: {
      id,
      programId: input.programId,
      label: `${input.offsetDays} days, ${level}`,
      offsetDays: input.offsetDays,
      level,
      delivery: input.delivery ?? 'review',
      contentMode: input.contentMode ?? 'template',
      subject: isPrompt ? null : (input.subject ?? subject),
      bodyHtml: isPrompt ? null : (input.bodyHtml ?? body),
      prompt: isPrompt ? (input.prompt ?? 'Remind them politely.') : null,
      contactTypes: [],
      cc: [],
      bcc: [],
      ccOwner: false,
      version: 1,
      createdAt: at,
      updatedAt: at,
    },
  });
  return id;
}

/** What a test may say about somebody who owes money. Days past due count to the UTC day of `now`. */
export interface DebtorFixture {
  now: number;
  name?: string;
  email?: string | null;
  currency?: string;
  invoices: readonly { daysOverdue: number; balance?: string; isDisputed?: boolean }[];
}

/** A customer with a primary contact and open invoices, written directly; their ids in the order given. */
export async function createDebtor(
  db: Database,
  input: DebtorFixture,
): Promise<{ customerId: string; contactId: string; invoiceIds: string[]; email: string | null }> {
  const at = new Date(input.now);
  const today = at.toISOString().slice(0, 10);
  const customerId = newId('customer');
  const contactId = newId('contact');
  const currency = input.currency ?? 'USD';
  const email = input.email === undefined ? `ap-${customerId.slice(-8)}@customer.example` : input.email;
  const stamps = { createdAt: at, updatedAt: at };
  await db.customer.create({
    data: {
      id: customerId,
      name: input.name ?? `Customer ${customerId.slice(-4)}`,
      externalId: customerId.slice(-10),
      status: 'active',
      currency,
      score: 0,
      properties: {},
      source: 'test',
      arVersion: 1,
      ...stamps,
    },
  });
  await db.contact.create({
    data: {
      id: contactId,
      customerId,
      name: 'Pat Payer',
      email,
      isPrimary: true,
      isActive: true,
      source: 'test',
      ...stamps,
    },
  });
  const invoices = input.invoices.map(({ daysOverdue, balance = '100.00', isDisputed = false }, n) => ({
    id: newId('invoice'),
    customerId,
    currency,
    number: `INV-${customerId.slice(-8)}-${n + 1}`,
    status: 'open',
    issuedOn: dayBefore(today, daysOverdue + 30),
    dueOn: dayBefore(today, daysOverdue),
    amount: balance,
    balance,
    isDisputed,
    source: 'test',
    ...stamps,
  }));
  await db.invoice.createMany({ data: invoices });
  return { customerId, contactId, invoiceIds: invoices.map((invoice) => invoice.id), email };
}

function dayBefore(today: string, days: number): Date {
  return new Date(dayToDate(today).getTime() - days * 86_400_000);
}
