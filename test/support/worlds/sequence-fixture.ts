import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { activateSequence } from '../../../commands/sequences/activate-sequence.ts';
import { addStep } from '../../../commands/sequences/add-step.ts';
import { createSequence } from '../../../commands/sequences/create-sequence.ts';
import type { CommandDeps } from '../../../commands/deps.ts';
import type { Actor } from '../../../contracts/actor.ts';
import type { CreateSequence, Sequence } from '../../../contracts/sequences/sequences.ts';
import type { CreateStep, Step } from '../../../contracts/sequences/steps.ts';
import type { FieldProblem, ProblemError } from '../../../contracts/problems.ts';
import { hooks } from '../../../commands/hooks.ts';
import { store } from '../../../infra/db/store.ts';
import { hashOf } from '../../../infra/hash.ts';
import { newId } from '../../../infra/ids.ts';
import { NO_PROVIDER } from '../../../infra/llm/no-provider.ts';
import { createLinks } from '../../../infra/mail/links.ts';
import { openImap } from '../../../infra/inbox/imap-session.ts';
import { verifyMailbox } from '../../../infra/mail/verify-mailbox.ts';
import { createTestDatabase, type TestDatabase } from '../servers/database.ts';
import { createRecordingLifecycle, type RecordingLifecycle } from '../servers/recording-lifecycle.ts';

/** Monday 2 March 2026, 08:00 UTC. */
export const START = Date.parse('2026-03-02T08:00:00Z');
const DAY_MS = 24 * 60 * 60 * 1000;

/** A valid email step on an offset day. */
export const emailOn = (days: number, change: Partial<CreateStep> = {}): CreateStep => ({
  type: 'email',
  label: `Mail on day ${days}`,
  timing: { kind: 'offset', days },
  subject: 'Invoices due',
  body: '<p>You owe {{balance.total}}</p>',
  ...change,
});

/** Commands on a database of the test file's own, with a clock that stands still and a lifecycle that keeps what it was asked. */
export class SequenceFixture {
  database!: TestDatabase;
  deps!: CommandDeps;
  actor!: Actor;
  mailboxId = '';
  now = START;
  lifecycle: RecordingLifecycle = createRecordingLifecycle();

  async open(): Promise<void> {
    this.database = await createTestDatabase();
    this.deps = {
      db: this.database.db,
      store,
      hooks,
      newId,
      hash: hashOf,
      uncertainRetryAfterMs: 600_000,
      now: () => Promise.resolve(this.now),
      secrets: { keyId: 'none', keyIds: ['none'], seal: (text) => text, open: (sealed) => sealed },
      links: createLinks({
        publicUrl: 'https://followthrough.example',
        secretKey: randomBytes(32).toString('base64'),
      }),
      verifyMailbox,
      openImap,
      writer: NO_PROVIDER,
      lifecycle: this.lifecycle,
    };
    await store.organisation.update(this.deps.db, { zone: 'Europe/Berlin' });
    this.actor = await this.user('admin');
    this.mailboxId = await this.mailbox('working');
  }

  /** `sequenceId/planVersion` of every drain that was asked for. */
  get drains(): string[] {
    return this.lifecycle.started.map((what) => what.replace('change ', ''));
  }

  async user(role: Actor['role'], isActive = true): Promise<Actor> {
    const id = newId('user');
    const data = {
      id,
      name: id,
      email: `${id}@firm.example`,
      emailKey: id,
      role,
      isActive,
      createdAt: new Date(START),
    };
    await this.database.db.user.create({ data });
    return { userId: id, role, permissions: [], requestId: null, idempotency: null };
  }

  async mailbox(status: string): Promise<string> {
    const id = newId('mailbox');
    const at = new Date(START);
    await this.database.db.mailbox.create({
      data: {
        id,
        name: id,
        nameKey: id,
        fromAddress: `${id}@firm.example`,
        fromName: 'Dana of Firm',
        smtpHost: 'localhost',
        smtpPort: 25,
        smtpSecurity: 'none',
        zone: 'UTC',
        minIntervalSeconds: 0,
        status,
        failures: 0,
        version: 1,
        createdAt: at,
        updatedAt: at,
      },
    });
    return id;
  }

  /** A draft that lacks nothing but steps. */
  draft(change: Partial<CreateSequence> = {}): Promise<Sequence> {
    return createSequence(this.deps, this.actor, {
      name: `Chase ${newId('sequence')}`,
      zone: 'Europe/Berlin',
      mailboxId: this.mailboxId,
      primaryUserId: this.actor.userId,
      ...change,
    });
  }

  step(sequenceId: string, input: CreateStep): Promise<Step> {
    return addStep(this.deps, this.actor, { sequenceId, input });
  }

  /** An activated sequence with email steps on these days. */
  async active(days: number[] = [0], change: Partial<CreateSequence> = {}): Promise<Sequence> {
    const { id } = await this.draft(change);
    for (const day of days) await this.step(id, emailOn(day));
    return activateSequence(this.deps, this.actor, { sequenceId: id });
  }

  async read(sequenceId: string): Promise<Sequence> {
    const sequence = await store.sequenceViews.read(this.deps.db, this.actor, {
      sequenceId,
      now: this.now,
      isWriterAvailable: this.deps.writer.isAvailable,
    });
    if (!sequence) throw new Error(`no sequence ${sequenceId}`);
    return sequence;
  }

  async customer({
    name = 'Northwind',
    owed = '100',
    ownerId = null as string | null,
  } = {}): Promise<string> {
    const id = newId('customer');
    const at = new Date(START);
    const { db } = this.database;
    const made = { source: 'test', createdAt: at, updatedAt: at };
    const person = {
      status: 'active',
      currency: 'EUR',
      arOwnerId: ownerId,
      score: 0,
      properties: {},
      arVersion: 1,
    };
    await db.customer.create({ data: { id, name, ...person, ...made } });
    const contact = { name: 'Jane Doe', email: `${id}@customer.example`, isPrimary: true, isActive: true };
    await db.contact.create({ data: { id: newId('contact'), customerId: id, ...contact, ...made } });
    if (owed === '0') return id;
    const dates = { issuedOn: new Date('2026-01-01'), dueOn: new Date('2026-02-01') };
    const money = { amount: owed, balance: owed, currency: 'EUR', status: 'open', isDisputed: false };
    await db.invoice.create({
      data: { id: newId('invoice'), customerId: id, number: id, ...dates, ...money, ...made },
    });
    return id;
  }

  async enroll(sequenceId: string, customerId: string, status = 'active'): Promise<string> {
    const id = newId('enrollment');
    const at = new Date(START);
    await this.database.db.enrollment.create({
      data: {
        id,
        sequenceId,
        customerId,
        status,
        isLive: status === 'active' || status === 'starting',
        startDate: new Date('2026-03-02'),
        plannedFrom: at,
        hasOwed: true,
        threadReferences: [],
        intentVersion: 1,
        appliedVersion: 1,
        planVersion: 1,
        source: 'test',
        createdById: this.actor.userId,
        createdAt: at,
      },
    });
    return id;
  }

  async execution(
    enrollmentId: string,
    step: Step,
    change: { status?: string; isManual?: boolean } = {},
  ): Promise<string> {
    const id = newId('stepExecution');
    const enrollment = await this.database.db.enrollment.findUniqueOrThrow({ where: { id: enrollmentId } });
    const { sequenceId, customerId } = enrollment;
    const { type, position, priority } = step;
    const row = { id, enrollmentId, sequenceId, customerId, stepId: step.id, type, position, priority };
    const rest = { isManual: false, status: 'done', createdAt: new Date(START), ...change };
    await this.database.db.stepExecution.create({ data: { ...row, ...rest } });
    return id;
  }

  /** A mail of an execution that a server took `day` days after the start. */
  async sent(stepExecutionId: string, day: number): Promise<string> {
    const id = newId('message');
    const { db } = this.database;
    const execution = await db.stepExecution.findUniqueOrThrow({ where: { id: stepExecutionId } });
    const at = new Date(START + day * DAY_MS);
    const { customerId, enrollmentId } = execution;
    const ledger = { channel: 'email', status: 'sent', token: id, headerId: id, attempts: 1, arVersion: 1 };
    const content = { subject: 'Due', bodyText: 'Due', references: [], facts: {} };
    const times = { claimedAt: at, handedOverAt: at, settledAt: at, createdAt: at };
    const source = { sourceKind: 'step_execution', sourceId: stepExecutionId };
    await db.message.create({
      data: { id, customerId, enrollmentId, ...source, ...ledger, ...content, ...times },
    });
    return id;
  }

  async mailEvent(
    kind: string,
    about: { messageId?: string; enrollmentId?: string; day: number },
  ): Promise<void> {
    const { day, ...ids } = about;
    const at = new Date(START + day * DAY_MS);
    const id = newId('messageEvent');
    const data = {
      id,
      eventKey: id,
      source: 'api',
      kind,
      ...ids,
      occurredAt: at,
      createdAt: at,
      createdById: this.actor.userId,
    };
    await this.database.db.messageEvent.create({ data });
  }
}

/** Opens a fixture for a test file, and closes it at the end. The clock and the drains start anew with every test. */
export function useSequences(): SequenceFixture {
  const fixture = new SequenceFixture();
  beforeAll(() => fixture.open());
  beforeEach(() => {
    fixture.now = START;
    fixture.lifecycle.started.length = 0;
  });
  afterAll(() => fixture.database.drop());
  return fixture;
}

/** The refusal of a call that must be refused. */
export async function refusalOf(call: Promise<unknown>): Promise<ProblemError> {
  const error: unknown = await call.then(
    () => new Error('it was not refused'),
    (refused: unknown) => refused,
  );
  if (!(error instanceof Error) || error.name !== 'ProblemError') throw error;
  return error as ProblemError;
}

/** The invalid fields of a refusal, sorted. */
export const fieldsOf = (refusal: { errors: readonly FieldProblem[] }): string[] =>
  refusal.errors.map((problem) => problem.field).sort();
