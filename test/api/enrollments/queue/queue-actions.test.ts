import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../../../infra/ids.ts';
import { onDay } from '../../../support/rows/fixtures.ts';
import { QueueWorld } from '../../../support/worlds/queue-world.ts';

const api = new QueueWorld();
let other: { id: string; key: string };
beforeAll(async () => {
  await api.open();
  other = await api.user('manager');
});
afterAll(() => api.close());

const codeOf = (answer: { body: { type: string } }) => answer.body.type.split(':').at(-1);
const call = () => api.row({ steps: [{ type: 'call', timing: onDay(0, '08:00') }, { timing: onDay(4) }] });
const email = (isManual = true) =>
  api.row({ steps: [{ timing: onDay(0, '08:00'), isManual }, { timing: onDay(4) }] });
const audited = async (id: string) =>
  (await api.auditActions(id)).map((action) => action.replace('stepExecution.', ''));
const entries = (stepExecutionId: string) =>
  api.db.communication.findMany({ where: { stepExecutionId }, orderBy: { id: 'asc' } });

describe('Q2: what can be done with a row', () => {
  test('complete logs a call with outcome and note, names the next step, and the enrollment goes on', async () => {
    const row = await call();
    const answer = await api.act(row.executionId, 'complete', {
      outcome: 'left voicemail',
      note: 'call again',
    });
    expect(answer.body).toMatchObject({ status: 'done', outcome: 'left voicemail' });
    const next = await api.db.step.findFirstOrThrow({ where: { sequenceId: row.sequenceId, position: 1 } });
    expect(await entries(row.executionId)).toMatchObject([
      {
        kind: 'call',
        direction: 'outbound',
        outcome: 'left voicemail',
        content: 'call again',
        data: { nextStepId: next.id },
      },
    ]);
    expect(api.lifecycle.woken).toContain(row.enrollmentId);
    await api.look(row.enrollmentId);
    const enrollment = await api.ok('GET', `/v1/enrollments/${row.enrollmentId}`);
    expect(enrollment).toMatchObject({
      stepsDone: 1,
      nextStep: { id: next.id },
      nextDueAt: '2026-03-06T09:00:00.000Z',
    });
    expect(await audited(row.executionId)).toEqual(['complete']);
  });

  test('send asks for an email, also one not due yet; the row shows it and the enrollment is woken', async () => {
    for (const row of [await email(), await api.row({ steps: [{ timing: onDay(5) }] })]) {
      const answer = await api.act(row.executionId, 'send');
      expect([answer.status, answer.body.isSendRequested]).toEqual([202, true]);
      expect(api.lifecycle.woken).toContain(row.enrollmentId);
      expect((await api.claim(row)).mail.messageId).toMatch(/^msg_/);
      expect(await audited(row.executionId)).toEqual(['send']);
    }
  });

  test('S14: send overrides a held retry, and passes the line of a limit', async () => {
    const heldUntil = new Date(api.now + 600_000);
    for (const heldReason of ['retrying', 'mailbox_limit', 'sequence_limit']) {
      const row = await email(false);
      await api.db.stepExecution.update({
        where: { id: row.executionId },
        data: { heldReason, heldUntil, slotAt: heldUntil },
      });
      expect((await api.act(row.executionId, 'send')).status).toBe(202);
      expect((await api.execution(row.executionId)).heldUntil).toBeNull();
    }
  });

  test('cancel skips a step and the enrollment goes on; with scope enrollment it stops', async () => {
    const [step, whole] = [await email(), await email()];
    expect((await api.act(step.executionId, 'cancel', { reason: 'not now' })).body.status).toBe('cancelled');
    await api.look(step.enrollmentId);
    expect((await api.ok('GET', `/v1/enrollments/${step.enrollmentId}`)).status).toBe('active');
    const stopped = await api.act(whole.executionId, 'cancel', { scope: 'enrollment', reason: 'enough' });
    expect(stopped.body.status).toBe('cancelled');
    expect(await api.ok('GET', `/v1/enrollments/${whole.enrollmentId}`)).toMatchObject({
      status: 'stopped',
      stopReason: 'manual',
      stopNote: 'enough',
    });
    expect(await api.auditActions(whole.enrollmentId)).toContain('enrollment.stopped');
    expect(await api.stopsTold(whole.enrollmentId)).toMatchObject([{ data: { reason: 'manual' } }]);
    expect(await audited(whole.executionId)).toEqual(['cancel']);
  });

  test('cancel calls a claimed email back; one whose hand-over has begun is out of reach', async () => {
    const [claimed, begun] = [await email(false), await email(false)];
    const claim = await api.claim(claimed);
    expect((await api.act(claimed.executionId, 'cancel')).status).toBe(200);
    expect(await api.passFence(claim)).toBe(false);
    await api.handedOver(begun);
    for (const scope of ['step', 'enrollment']) {
      const answer = await api.act(begun.executionId, 'cancel', { scope });
      expect([answer.status, codeOf(answer)]).toEqual([409, 'already_acted']);
    }
  });

  test('assign gives to an active user or to nobody, others are refused; mark-as keeps to the labels of the row', async () => {
    const row = await call();
    expect((await api.act(row.executionId, 'assign', { assigneeId: other.id })).body.assigneeId).toBe(
      other.id,
    );
    expect((await api.act(row.executionId, 'assign', { assigneeId: null })).body.assigneeId).toBeNull();
    const unknown = await api.act(row.executionId, 'assign', { assigneeId: newId('user') });
    expect([unknown.status, unknown.body.errors[0].field]).toEqual([422, 'assigneeId']);
    // S6: the labels that it became ready with stay, whatever becomes of the step's.
    await api.db.stepExecution.update({
      where: { id: row.executionId },
      data: {
        pinnedRule: {
          contactTypes: [],
          mailboxId: null,
          fromAddress: null,
          isThreaded: false,
          outcomeLabels: ['reached', 'voicemail'],
        },
      },
    });
    await api.db.step.updateMany({
      where: { sequenceId: row.sequenceId },
      data: { outcomeLabels: ['reached'] },
    });
    for (const action of ['mark-as', 'complete']) {
      const wrong = await api.act(row.executionId, action, { outcome: 'eaten' });
      expect([wrong.status, wrong.body.errors[0].message]).toEqual([
        422,
        'must be one of reached, voicemail',
      ]);
    }
    expect((await api.act(row.executionId, 'mark-as', { outcome: 'voicemail' })).body.outcome).toBe(
      'voicemail',
    );
    expect(await audited(row.executionId)).toEqual(['assign', 'assign', 'mark_as']);
  });

  test('an action of another type is 409 with the reason, and one on a row in the wrong state says what it is', async () => {
    const [task, mail] = [await call(), await email()];
    const status = async (id: string, action: string, body?: object) => {
      const answer = await api.act(id, action, body);
      return [answer.status, codeOf(answer)];
    };
    for (const action of ['send', 'retry'])
      expect(await status(task.executionId, action)).toEqual([409, 'conflict']);
    expect(
      (await api.call('PATCH', `/v1/queue/${task.executionId}`, { body: { subject: 'x' } })).status,
    ).toBe(409);
    expect(await status(mail.executionId, 'complete')).toEqual([409, 'conflict']);
    for (const action of ['retry', 'mark-sent'])
      expect(await status(mail.executionId, action)).toEqual([409, 'already_acted']);
    await api.act(task.executionId, 'cancel');
    for (const [action, body] of [
      ['complete'],
      ['cancel'],
      ['mark-as', { outcome: 'x' }],
      ['assign', { assigneeId: null }],
    ] as const) {
      expect(await status(task.executionId, action, body)).toEqual([409, 'already_acted']);
    }
    expect(await audited(task.executionId)).toEqual(['cancel']);
  });

  test('Q4: a row in error is repaired by fixing the contact and retrying', async () => {
    const row = await api.row({ email: null });
    await expect(api.claim(row)).rejects.toThrow('not claimed');
    const shown = await api.ok('GET', `/v1/queue/${row.executionId}`);
    expect(shown).toMatchObject({ status: 'error', errorCode: 'no_recipient', draft: null });
    const early = await api.act(row.executionId, 'send');
    expect([early.status, codeOf(early)]).toEqual([409, 'already_acted']);
    await api.ok('PATCH', `/v1/contacts/${row.contactId}`, { body: { email: 'fixed@customer.example' } });
    const retried = await api.act(row.executionId, 'retry');
    expect(retried.body).toMatchObject({
      status: 'ready',
      errorCode: null,
      errorDetail: null,
      isSendRequested: true,
    });
    const { recipients } = (await api.claim(row)).mail;
    expect(recipients.map(({ n, kind, address }) => [n, kind, address])).toEqual([
      [1, 'to', 'fixed@customer.example'],
    ]);
  });

  test('while all invoices are disputed nothing is sent, but the rest of the queue works', async () => {
    const [mail, task] = [await email(), await call()];
    for (const { invoiceId } of [mail, task])
      await api.ok('POST', `/v1/invoices/${invoiceId}/dispute`, { body: { reason: 'wrong' } });
    const refused = await api.act(mail.executionId, 'send');
    expect([refused.status, refused.body.heldReason]).toEqual([409, 'all_disputed']);
    expect((await api.act(mail.executionId, 'cancel')).status).toBe(200);
    expect((await api.act(task.executionId, 'complete', {})).status).toBe(200);
  });
});

describe('Q3: two people on one row', () => {
  const pairs = [
    ['complete', 'complete'],
    ['complete', 'cancel'],
    ['send', 'send'],
    ['send', 'cancel'],
    ['cancel', 'cancel'],
  ];
  test.each(pairs)(
    '%s and %s at once: exactly one wins, the other gets 409 with what happened',
    async (one, two) => {
      for (let round = 0; round < 5; round++) {
        const row = one === 'send' ? await email() : await call();
        const answers = await Promise.all([
          api.act(row.executionId, one!),
          api.act(row.executionId, two!, {}, other.key),
        ]);
        const [won, lost] = [
          answers.filter(({ status }) => status < 300),
          answers.filter(({ status }) => status === 409),
        ];
        expect([won.length, lost.length]).toEqual([1, 1]);
        const winner =
          answers[0]!.status < 300 ? { action: one, id: api.adminId } : { action: two, id: other.id };
        expect(codeOf(lost[0]!)).toBe('already_acted');
        expect(lost[0]!.body.happened).toMatchObject({ action: winner.action, by: { id: winner.id } });
        expect(await audited(row.executionId)).toEqual([winner.action]);
      }
    },
  );

  test('who asked to send may change their mind until it leaves; somebody else may when it is held back', async () => {
    const [mine, held] = [await email(), await email()];
    await api.act(mine.executionId, 'send');
    expect((await api.act(mine.executionId, 'cancel')).status).toBe(200);
    await api.act(held.executionId, 'send');
    await api.db.stepExecution.update({
      where: { id: held.executionId },
      data: { heldReason: 'mailbox_failing' },
    });
    expect((await api.act(held.executionId, 'cancel', {}, other.key)).status).toBe(200);
  });
});
