import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { after, onDay } from '../../support/rows/fixtures.ts';
import { QueueWorld, type Row } from '../../support/worlds/queue-world.ts';

const api = new QueueWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const zone = 'Europe/Berlin';
const steps = [{ timing: onDay(2, '09:00') }];
const explain = ({ enrollmentId }: Pick<Row, 'enrollmentId'>) =>
  api.ok('GET', `/v1/enrollments/${enrollmentId}/explain`);
const codesOf = (explanation: { reasons: { code: string }[] }) => explanation.reasons.map(({ code }) => code);

test('O7: a scheduled email: when it leaves, in the zone of the sequence, and nothing that holds it back', async () => {
  const row = await api.row({ zone, steps });
  expect(await explain(row)).toMatchObject({
    zone,
    answer: '"Step 1" leaves on 2026-03-04 09:00 (Europe/Berlin) at the earliest.',
    nextSendAt: '2026-03-04T08:00:00.000Z',
    reasons: [],
    steps: [{ label: 'Step 1', status: 'planned', localTime: '2026-03-04 09:00' }],
  });
});

test('O7, S13: a window and send days move the answer to the next allowed moment', async () => {
  const row = await api.row({ steps, windowStart: '10:00', windowStop: '11:00', sendDays: [5] });
  expect((await explain(row)).nextSendAt).toBe('2026-03-06T10:00:00.000Z');
});

test('O7: an email behind a call that waits for a person: nobody knows when, and the call is the reason', async () => {
  const row = await api.row({
    steps: [{ type: 'call', timing: onDay(0, '08:00') }, { timing: after(1, 'days') }],
  });
  const explanation = await explain(row);
  expect(explanation).toMatchObject({ nextSendAt: null, answer: expect.stringContaining('previous step') });
  expect(codesOf(explanation)).toEqual(['waiting_for_person']);
});

test('O7: an email that a person has to send says so', async () => {
  const row = await api.row({ steps: [{ timing: onDay(0, '08:00'), isManual: true }] });
  expect((await explain(row)).answer).toBe('"Step 1" waits in the queue until a person sends it.');
  await api.act(row.executionId, 'send');
  expect((await explain(row)).nextSendAt).toBe(new Date(api.now).toISOString());
});

test('O7: paused: by whom, why and until when', async () => {
  const row = await api.row({ steps });
  await api.ok('POST', `/v1/enrollments/${row.enrollmentId}/pause`, { body: { reason: 'on holiday' } });
  const open = await explain(row);
  expect(open).toMatchObject({ nextSendAt: null, answer: expect.stringContaining('paused') });
  const { name } = await api.ok('GET', '/v1/me');
  const text = `Held by ${name} (enrollment, manual): on holiday.`;
  expect(open.reasons).toEqual([{ code: 'enrollment_hold', text, until: null }]);
  await api.ok('POST', `/v1/enrollments/${row.enrollmentId}/resume`);
  const until = '2026-03-05T12:00:00.000Z';
  await api.ok('POST', `/v1/enrollments/${row.enrollmentId}/pause`, { body: { until } });
  const dated = await explain(row);
  expect(dated.reasons).toMatchObject([{ code: 'enrollment_hold', until }]);
  expect(Date.parse(dated.nextSendAt)).toBeGreaterThanOrEqual(Date.parse(until));
});

test('O7: a paused sequence holds with its own reason, and an end of one hold is none while another is open', async () => {
  const row = await api.row({ steps });
  await api.ok('POST', `/v1/sequences/${row.sequenceId}/pause`, { body: { reason: 'legal' } });
  const until = '2026-03-05T12:00:00.000Z';
  await api.ok('POST', `/v1/enrollments/${row.enrollmentId}/pause`, { body: { until } });
  const explanation = await explain(row);
  expect(codesOf(explanation).sort()).toEqual(['enrollment_hold', 'sequence_hold']);
  expect(explanation.reasons.map(({ text }: { text: string }) => text).join()).toContain('legal');
  expect(explanation.nextSendAt).toBeNull();
});

test('O7: all invoices disputed, a failing mailbox, and a limit are named', async () => {
  const disputed = await api.row({ steps });
  await api.ok('POST', `/v1/invoices/${disputed.invoiceId}/dispute`, { body: { reason: 'wrong' } });
  const [all, one] = (await explain(disputed)).reasons;
  expect([all.code, one.code]).toEqual(['all_disputed', 'invoice_hold']);

  const limited = await api.row();
  const heldUntil = new Date(api.now + 300_000);
  await api.db.stepExecution.update({
    where: { id: limited.executionId },
    data: { heldReason: 'mailbox_limit', heldUntil },
  });
  const until = heldUntil.toISOString();
  expect(await explain(limited)).toMatchObject({
    nextSendAt: until,
    reasons: [{ code: 'mailbox_limit', until }],
  });

  const failing = await api.row();
  const probeAt = new Date(api.now + 60_000);
  const data = { status: 'failing', statusReason: '535 wrong password', probeAt };
  await api.db.mailbox.update({ where: { id: api.world.mailboxId }, data });
  expect(await explain(failing)).toMatchObject({
    nextSendAt: probeAt.toISOString(),
    reasons: [{ code: 'mailbox_failing', text: expect.stringContaining('535 wrong password') }],
  });
  await api.db.mailbox.update({
    where: { id: api.world.mailboxId },
    data: { status: 'working', probeAt: null },
  });
});

test("O7: a step's own mailbox that fails is named too", async () => {
  const row = await api.row({ steps });
  const { id: _id, ...columns } = await api.db.mailbox.findUniqueOrThrow({
    where: { id: api.world.mailboxId },
  });
  const own = {
    ...columns,
    id: 'mbx_own',
    name: 'own',
    nameKey: 'own',
    status: 'failing',
    probeAt: new Date('2026-03-09T00:00:00Z'),
  };
  await api.db.mailbox.create({ data: own });
  await api.db.step.updateMany({ where: { sequenceId: row.sequenceId }, data: { mailboxId: 'mbx_own' } });
  const explanation = await explain(row);
  expect([codesOf(explanation), explanation.nextSendAt]).toEqual([
    ['mailbox_failing'],
    '2026-03-09T00:00:00.000Z',
  ]);
});

test('O7: an error and an uncertain message are told in their words; a later step on its own date still leaves', async () => {
  const [error, uncertain] = [await api.row({ email: null }), await api.row()];
  await expect(api.claim(error)).rejects.toThrow('not claimed');
  expect(await explain(error)).toMatchObject({
    answer: '"Step 1" does not leave until a person repairs and retries it.',
    nextSendAt: null,
    reasons: [{ code: 'error', text: expect.stringContaining('No contact') }],
  });
  await api.uncertain(uncertain);
  expect(await explain(uncertain)).toMatchObject({
    answer: expect.stringContaining('may have left'),
    nextSendAt: null,
  });
  const two = await api.row({ email: null, steps: [{ timing: onDay(0, '08:00') }, { timing: onDay(4) }] });
  await expect(api.claim(two)).rejects.toThrow('not claimed');
  // The later step has no recipient either: said now, not when its day has come.
  expect(await explain(two)).toMatchObject({
    answer: expect.stringContaining('does not leave on 2026-03-06 09:00'),
    nextSendAt: null,
    reasons: [{ code: 'no_recipient' }, { code: 'error' }],
  });
  await api.db.contact.update({ where: { id: two.contactId }, data: { email: 'ap@northwind.example' } });
  expect(await explain(two)).toMatchObject({
    nextSendAt: '2026-03-06T09:00:00.000Z',
    reasons: [{ code: 'error' }],
  });
});

test('O7: a completed or stopped enrollment sends nothing, and shows no time for what never ran', async () => {
  const [completed, stopped] = [await api.row(), await api.row({ steps: [{ timing: onDay(3) }] })];
  await api.sent(completed);
  expect(await explain(completed)).toMatchObject({
    answer: 'Nothing will leave: the enrollment is over (completed).',
    reasons: [{ code: 'completed' }],
  });
  await api.ok('POST', `/v1/enrollments/${stopped.enrollmentId}/stop`, { body: {} });
  expect(await explain(stopped)).toMatchObject({ nextSendAt: null, reasons: [{ code: 'stopped' }] });
});

test('O7: paid customers: the stop rule is named before the engine has looked', async () => {
  const row = await api.row({ steps });
  await api.db.invoice.update({ where: { id: row.invoiceId }, data: { status: 'paid', balance: 0 } });
  const explanation = await explain(row);
  expect([explanation.nextSendAt, codesOf(explanation)]).toEqual([null, ['paid', 'nothing_owed']]);
});

test('O7: reading moves nothing: rows are the same before and after, and the answer too', async () => {
  const row = await api.row({ steps: [{ timing: onDay(0, '08:00') }, { type: 'call', timing: onDay(1) }] });
  const rows = async () => [
    await api.db.enrollment.findMany({ orderBy: { id: 'asc' } }),
    await api.db.stepExecution.findMany({ orderBy: { id: 'asc' } }),
    await api.db.message.findMany({ orderBy: { id: 'asc' } }),
    await api.db.audit.count(),
    await api.db.change.count(),
  ];
  const before = await rows();
  const first = await explain(row);
  await api.ok('GET', `/v1/queue/${row.executionId}`);
  await api.ok('GET', `/v1/enrollments/${row.enrollmentId}`);
  await api.ok('GET', '/v1/queue/counts');
  expect(await explain(row)).toEqual(first);
  expect(await rows()).toEqual(before);
});
