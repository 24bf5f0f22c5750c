import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { generateRun } from '../../../commands/programs/runs/generate-run.ts';
import { prepareRun } from '../../../commands/programs/runs/prepare-run.ts';
import { startDueRun } from '../../../commands/programs/runs/start-due-run.ts';
import { rescheduleRuns } from '../../../commands/programs/reschedule-runs.ts';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import {
  createDebtor,
  createProgramRow,
  createTouchpointRow,
  type DebtorFixture,
} from '../../support/rows/program-fixture.ts';

// The clock stands at Monday 2 March 2026, 08:00 UTC; the program runs on Mondays at 09:00.
const api = new ApiFixture();
let mailboxId = '';
beforeAll(async () => {
  await api.open();
  const smtp = { host: 'localhost', port: 25, security: 'none' };
  const mailbox = await api.ok('POST', '/v1/mailboxes', {
    body: { name: 'AR', fromAddress: 'ar@acme.example', fromName: 'AR', zone: 'UTC', smtp, dailyCap: 2 },
  });
  mailboxId = mailbox.id;
  await api.ok('POST', `/v1/mailboxes/${mailboxId}/verify`);
});
beforeEach(async () => {
  api.now = Date.parse('2026-03-02T08:00:00Z');
  await api.database.db
    .$executeRaw`TRUNCATE customer, program, program_run, program_enrollment, scheduled_touchpoint CASCADE`;
});
afterAll(() => api.close());

async function programWith(offsets: readonly number[]): Promise<string> {
  const { db } = api.database;
  const programId = await createProgramRow(db, { now: api.now, authorId: api.adminId, mailboxId });
  for (const offsetDays of offsets) await createTouchpointRow(db, { now: api.now, programId, offsetDays });
  await createTouchpointRow(db, { now: api.now, programId, offsetDays: 10, level: 'invoice' });
  await db.$transaction((tx) => rescheduleRuns(api.deps, tx, { programId, now: api.now }));
  return programId;
}

const debtor = (name: string, invoices: DebtorFixture['invoices']) =>
  createDebtor(api.database.db, { now: api.now, name, invoices });

async function run(programId: string): Promise<void> {
  api.now = Date.parse('2026-03-02T09:00:00Z');
  const { runId } = await startDueRun(api.deps, { programId });
  await generateRun(api.deps, { runId: runId! });
}

const dryRun = (programId: string): Promise<Json> => api.ok('POST', `/v1/programs/${programId}/dry-run`);
const verdicts = async (programId: string, customerId: string): Promise<string[]> => {
  const { items } = await api.ok('GET', `/v1/programs/${programId}/verdicts/${customerId}`);
  return items.map((item: Json) =>
    [
      item.touchpoint.offsetDays,
      item.invoice?.number.split('-').at(-1),
      item.verdict,
      item.reason,
      item.daysOverdue,
    ]
      .filter((part) => part != null)
      .join(' '),
  );
};

test('P12: it promises what the run brings: nothing to whom nobody can be written, or nobody may be', async () => {
  const programId = await programWith([1]);
  const { db } = api.database;
  const late = [{ daysOverdue: 12 }];
  const reached = await debtor('Reached', late);
  const nobody = await createDebtor(db, { now: api.now, name: 'Nobody', invoices: late, email: null });
  const suppressed = await debtor('Suppressed', late);
  const broken = await debtor('Broken', late);
  await api.ok('POST', '/v1/suppressions', { body: { address: suppressed.email } });
  await db.contact.update({ where: { id: broken.contactId }, data: { email: 'no address' } });
  const result = await dryRun(programId);
  expect(result).toMatchObject({
    produced: 2,
    leftOut: 6,
    changes: { new: 2 },
    otherMatching: { produced: 2 },
  });
  expect(result.reasons).toEqual([
    { reason: 'invalid_address', count: 2 },
    { reason: 'no_recipient', count: 2 },
    { reason: 'suppressed', count: 2 },
  ]);
  const told = async ({ customerId }: { customerId: string }) => verdicts(programId, customerId);
  expect(await told(reached)).toEqual(['1 produced 12', '10 1 produced 12']);
  expect(await told(nobody)).toEqual(['1 left_out no_recipient 12', '10 1 left_out no_recipient 12']);
  expect(await told(suppressed)).toEqual(['1 left_out suppressed 12', '10 1 left_out suppressed 12']);
  await run(programId);
  const { id: runId } = await db.programRun.findFirstOrThrow({ where: { programId, status: 'preparing' } });
  await prepareRun(api.deps, { runId });
  expect(await db.scheduledTouchpoint.count({ where: { programId, status: 'proposed' } })).toBe(2);
});

test('P5, P12: verdicts and grid agree on who is enrolled, before and after a run and a decision', async () => {
  const programId = await programWith([1]);
  const { customerId } = await debtor('Acme', [{ daysOverdue: 12 }]);
  const { customerId: early } = await debtor('Early', [{ daysOverdue: -5 }]);
  const grid = `/v1/programs/${programId}/enrollments`;
  const both = async (id: string): Promise<boolean[]> => {
    const { items } = await api.ok('GET', grid);
    const row = items.find((item: Json) => item.customer.id === id);
    const told = await api.ok('GET', `/v1/programs/${programId}/verdicts/${id}`);
    return [row.isEnrolled, told.isEnrolled];
  };
  expect([await both(customerId), await both(early)]).toEqual([
    [false, false],
    [false, false],
  ]);
  await run(programId);
  expect([await both(customerId), await both(early)]).toEqual([
    [true, true],
    [false, false],
  ]);
  await api.ok('PUT', `${grid}/${customerId}`, { body: { isEnrolled: false } });
  expect(await both(customerId)).toEqual([false, false]);
});
