import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { prepareRun } from '../../../commands/programs/runs/prepare-run.ts';
import type { Json } from '../../support/servers/api-fixture.ts';
import { DryRunWorld } from '../../support/worlds/dry-run-world.ts';
import { createDebtor } from '../../support/rows/program-fixture.ts';

const api = new DryRunWorld();
beforeAll(() => api.open());
beforeEach(() => api.begin());
afterAll(() => api.close());

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
  const programId = await api.programWith([1]);
  const { db } = api.database;
  const late = [{ daysOverdue: 12 }];
  const reached = await api.debtor('Reached', late);
  const nobody = await createDebtor(db, { now: api.now, name: 'Nobody', invoices: late, email: null });
  const suppressed = await api.debtor('Suppressed', late);
  const broken = await api.debtor('Broken', late);
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
    { reason: 'all_suppressed', count: 2 },
    { reason: 'invalid_address', count: 2 },
    { reason: 'no_recipient', count: 2 },
  ]);
  const told = async ({ customerId }: { customerId: string }) => verdicts(programId, customerId);
  expect(await told(reached)).toEqual(['1 produced 12', '10 1 produced 12']);
  expect(await told(nobody)).toEqual(['1 left_out no_recipient 12', '10 1 left_out no_recipient 12']);
  expect(await told(suppressed)).toEqual(['1 left_out all_suppressed 12', '10 1 left_out all_suppressed 12']);
  await api.run(programId);
  const { id: runId } = await db.programRun.findFirstOrThrow({ where: { programId, status: 'preparing' } });
  await prepareRun(api.deps, { runId });
  expect(await db.scheduledTouchpoint.count({ where: { programId, status: 'proposed' } })).toBe(2);
});

test('P12: it says who gets it, who takes no part, and what cannot be written, with its place', async () => {
  const programId = await api.programWith([1]);
  const { db } = api.database;
  await db.touchpoint.updateMany({
    where: { programId, level: 'account' },
    data: { bodyHtml: '<p>Dear {{contact.name}}, please pay.</p>', cc: ['boss@acme.example'] },
  });
  const late = [{ daysOverdue: 5 }];
  const reached = await api.debtor('Reached', late);
  const nameless = await api.debtor('Nameless', late);
  await db.contact.update({ where: { id: nameless.contactId }, data: { name: null } });
  const out = await api.debtor('Out', late);
  await api.ok('PUT', `/v1/programs/${programId}/enrollments/${out.customerId}`, {
    body: { isEnrolled: false },
  });
  const inactive = await api.debtor('Inactive', late);
  await api.ok('PATCH', `/v1/customers/${inactive.customerId}`, { body: { status: 'inactive' } });
  const { items, produced, leftOut, reasons } = await dryRun(programId);
  const told = Object.fromEntries(items.map((item: Json) => [item.customer.name, item]));
  expect(told).toMatchObject({
    Reached: {
      verdict: 'produced',
      becomes: 'proposed',
      recipients: [
        { kind: 'to', address: reached.email },
        { kind: 'cc', address: 'boss@acme.example' },
      ],
    },
    Nameless: { verdict: 'left_out', reason: 'template', becomes: 'failed', recipients: [] },
    Out: { verdict: 'left_out', reason: 'not_enrolled', becomes: null },
    Inactive: { verdict: 'left_out', reason: 'customer_not_active', becomes: null },
  });
  expect(told.Nameless.detail).toMatch(/body.*contact\.name/i);
  expect([produced, leftOut]).toEqual([1, 3]);
  expect(reasons).toEqual([
    { reason: 'customer_not_active', count: 1 },
    { reason: 'not_enrolled', count: 1 },
    { reason: 'template', count: 1 },
  ]);
  const verdict = await api.ok('GET', `/v1/programs/${programId}/verdicts/${nameless.customerId}`);
  expect(verdict.items).toMatchObject([
    { reason: 'template', detail: told.Nameless.detail },
    { reason: 'not_due' },
  ]);
});

test('P2, P12: without a working mailbox nothing is promised, with the reason, as the run then does nothing', async () => {
  const programId = await api.programWith([1]);
  await api.debtor('Acme', [{ daysOverdue: 12 }]);
  const { db } = api.database;
  const where = { id: api.mailboxId };
  await db.mailbox.update({ where, data: { status: 'unverified' } });
  expect(await dryRun(programId)).toMatchObject({
    produced: 0,
    reasons: [{ reason: 'no_mailbox', count: 2 }],
    otherMatching: { produced: 0 },
    items: [{ becomes: null }, { becomes: null }],
  });
  const { id: runId } = await api.ok('POST', `/v1/programs/${programId}/runs`, { body: {} });
  expect(await db.programRun.findUnique({ where: { id: runId } })).toMatchObject({
    status: 'skipped',
    skipReason: 'no_mailbox',
  });
  await db.mailbox.update({ where, data: { status: 'working' } });
});

test('S3, P12, case 3b: who has another usable contact is counted, and gets it', async () => {
  const programId = await api.programWith([1]);
  const debtor = await api.debtor('Passed over', [{ daysOverdue: 12 }]);
  await api.ok('POST', '/v1/suppressions', { body: { address: debtor.email } });
  const next = { name: 'Next', email: 'next@three.example' };
  await api.ok('POST', `/v1/customers/${debtor.customerId}/contacts`, { body: next });
  const produced = (await dryRun(programId)).reasons;
  expect(produced.filter(({ reason }: Json) => reason === 'all_suppressed')).toEqual([]);
  await api.run(programId);
  const { id: runId } = await api.database.db.programRun.findFirstOrThrow({
    where: { programId, status: 'preparing' },
  });
  await prepareRun(api.deps, { runId });
  const row = await api.database.db.scheduledTouchpoint.findFirstOrThrow({
    where: { programId, customerId: debtor.customerId, runId },
  });
  expect([row.status, row.content]).toEqual(['proposed', expect.objectContaining({ to: [next.email] })]);
});

test('P5, P12: verdicts and grid agree on who is enrolled, before and after a run and a decision', async () => {
  const programId = await api.programWith([1]);
  const { customerId } = await api.debtor('Acme', [{ daysOverdue: 12 }]);
  const { customerId: early } = await api.debtor('Early', [{ daysOverdue: -5 }]);
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
  await api.run(programId);
  expect([await both(customerId), await both(early)]).toEqual([
    [true, true],
    [false, false],
  ]);
  await api.ok('PUT', `${grid}/${customerId}`, { body: { isEnrolled: false } });
  expect(await both(customerId)).toEqual([false, false]);
});
