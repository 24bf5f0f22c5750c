import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { claimStep } from '../../../support/worlds/claims.ts';
import { onDay } from '../../../support/rows/fixtures.ts';
import { QueueWorld, type Row } from '../../../support/worlds/queue-world.ts';

const api = new QueueWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const DAY_MS = 86_400_000;

/** A sequence whose second step answers under the first, with a row of the first. */
async function threaded(second: string | null, first = 'First words'): Promise<Row> {
  const steps = [0, 2].map((day, index) => ({
    timing: onDay(day, '08:00'),
    subject: index === 0 ? first : 'none',
    isThreaded: index === 1,
  }));
  const { sequenceId, stepIds } = await api.sequence({ steps });
  await api.db.step.update({ where: { id: stepIds[1]! }, data: { subject: second } });
  return api.row({ sequenceId });
}

/** What the second mail would say, and what it answers. */
async function followUp(row: Row) {
  api.now += 2 * DAY_MS;
  await api.look(row.enrollmentId);
  const stepExecutionId = await api.executionOf(row.enrollmentId, 1);
  const claim = await claimStep(api.engine, { enrollmentId: row.enrollmentId, stepExecutionId });
  if (claim.kind !== 'claimed') throw new Error(JSON.stringify(claim));
  return claim.mail;
}

describe('case 26: the subject of a threaded follow-up', () => {
  test.each([
    ['26a', null, 'Re: First words'],
    ['26b', 'Second words', 'Second words'],
  ])('%s: %s', async (_id, subject, expected) => {
    const row = await threaded(subject);
    const { mail: first } = await api.sent(row);
    const second = await followUp(row);
    expect(second).toMatchObject({
      subject: expected,
      inReplyTo: first.headerId,
      references: [first.headerId],
    });
  });

  test('26c: edited by hand in the queue before it left, the first gives the edited words', async () => {
    const row = await threaded(null);
    const edit = await api.call('PATCH', `/v1/queue/${row.executionId}`, {
      body: { subject: 'Other words' },
    });
    expect(edit.status).toBe(200);
    await api.sent(row);
    api.now += 2 * DAY_MS;
    await api.look(row.enrollmentId);
    const next = await api.executionOf(row.enrollmentId, 1);
    expect(await api.ok('GET', `/v1/queue/${next}`)).toMatchObject({
      subject: 'Re: Other words',
      draft: { subject: 'Re: Other words' },
    });
    const body = await api.call('PATCH', `/v1/queue/${next}`, { body: { body: 'Only the words' } });
    expect([body.status, body.body.draft.subject]).toEqual([200, 'Re: Other words']);
  });

  test('a first mail that answers already gets no second `Re:`', async () => {
    const row = await threaded(null, 'Re: Our call');
    await api.sent(row);
    expect((await followUp(row)).subject).toBe('Re: Our call');
  });

  test('where a person skipped the first, the follow-up begins the thread with its subject', async () => {
    const row = await threaded(null);
    expect((await api.act(row.executionId, 'cancel', {})).status).toBe(200);
    expect(await followUp(row)).toMatchObject({ subject: 'First words', references: [] });
  });

  test('S19: the preview shows it, as the thread of the enrollment says it', async () => {
    const row = await threaded(null);
    const [, step] = await api.db.step.findMany({
      where: { sequenceId: row.sequenceId },
      orderBy: { position: 'asc' },
    });
    const preview = async (customerId: string) =>
      (
        await api.ok('POST', `/v1/sequences/${row.sequenceId}/preview`, {
          body: { stepId: step!.id, customerId },
        })
      ).preview;
    expect((await preview(row.customerId)).subject).toBe('Re: First words');
    await api.call('PATCH', `/v1/queue/${row.executionId}`, { body: { subject: 'Other words' } });
    await api.sent(row);
    expect((await preview(row.customerId)).subject).toBe('Re: Other words');
    const { customerId } = await api.payer();
    expect((await preview(customerId)).subject).toBe('Re: First words');
  });

  test('S19: the preview is addressed to the contact of the enrollment', async () => {
    const { sequenceId, stepIds } = await api.sequence();
    const { customerId } = await api.payer();
    const contact = await api.ok('POST', `/v1/customers/${customerId}/contacts`, {
      body: { name: 'Cleo Controller', email: 'cleo@buyer.example' },
    });
    await api.enroll(sequenceId, customerId, { contactId: contact.id });
    for (const named of [{}, { customerId }]) {
      const body = { stepId: stepIds[0], ...named };
      const { preview } = await api.ok('POST', `/v1/sequences/${sequenceId}/preview`, { body });
      expect(preview.recipient).toEqual({ contactId: contact.id, address: 'cleo@buyer.example' });
    }
  });
});

test('S6: a row that is ready answers in its thread, whatever the step does by now', async () => {
  const steps = [
    { timing: onDay(0, '08:00'), subject: 'First words' },
    { timing: onDay(2, '08:00'), isManual: true, isThreaded: true },
  ];
  const { sequenceId, stepIds } = await api.sequence({ steps });
  const path = `/v1/sequences/${sequenceId}/steps/${stepIds[1]!}`;
  await api.ok('PATCH', path, { body: { subject: null } });
  const row = await api.row({ sequenceId });
  const { mail } = await api.sent(row);
  api.now += 2 * DAY_MS;
  await api.look(row.enrollmentId);
  const ready = await api.executionOf(row.enrollmentId, 1);
  expect((await api.execution(ready)).status).toBe('ready');
  await api.ok('PATCH', path, { body: { subject: 'Words of their own', isThreaded: false } });
  expect(await api.ok('GET', `/v1/queue/${ready}`)).toMatchObject({ subject: 'Re: First words' });
  expect((await api.act(ready, 'send', {})).status).toBe(202);
  const ids = { enrollmentId: row.enrollmentId, stepExecutionId: ready };
  expect(await claimStep(api.engine, ids)).toMatchObject({
    kind: 'claimed',
    mail: { subject: 'Re: First words', references: [mail.headerId] },
  });
});
