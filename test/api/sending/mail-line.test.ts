import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { ActivityDeps } from '../../../activities/deps.ts';
import { createExecuteStep } from '../../../activities/enrollments/execute-step.ts';
import { createSendAnswer } from '../../../activities/inbox/send-answer.ts';
import { createSendAction } from '../../../activities/insights/send-action.ts';
import type { Transports } from '../../../activities/sending/transport.ts';
import type { HandOverResult } from '../../../infra/mail/hand-over-result.ts';
import type { Row } from '../../support/worlds/queue-world.ts';
import { SmsWorld } from '../../support/worlds/sms-world.ts';

const api = new SmsWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const crowded = { isCrowded: () => true, turnAway: () => 2_500 };
const TURNED_AWAY = { type: 'mail_line', nextRetryDelay: 2_500, category: 'BENIGN' };

/** Executes a step in a process in which as many mails wait for their connections as may. */
function execute(
  { enrollmentId, executionId: stepExecutionId }: Row,
  change: Partial<ActivityDeps> = {},
  attempt = 1,
): Promise<unknown> {
  const executeStep = createExecuteStep({ ...api.engine, mailLine: crowded, ...change });
  return new MockActivityEnvironment({ attempt }).run(executeStep, { enrollmentId, stepExecutionId });
}

/** A way out that settles every mail as told. */
function settling(result: HandOverResult): Pick<ActivityDeps, 'transports'> {
  const deliver: Transports['email']['deliver'] = async (_mail, [n], on) => {
    if (result.kind === 'sent') await on.fence(n!);
    await on.settle(n!, result);
  };
  return { transports: { ...api.engine.transports, email: { deliver } } };
}

test('M1, M7: behind a crowd of mails an sms leaves, and a mail comes back later without having been touched', async () => {
  const sms = await api.smsRow();
  await execute(sms);
  expect(api.gateway.taken).toHaveLength(1);
  const mail = await api.row();
  const before = await api.execution(mail.executionId);
  await expect(execute(mail)).rejects.toMatchObject(TURNED_AWAY);
  expect(await api.execution(mail.executionId)).toEqual(before);
  expect(await api.db.message.count({ where: { enrollmentId: mail.enrollmentId } })).toBe(0);
});

test('M1, Q2: what a person sends is never turned away', async () => {
  const asked = await api.row();
  await api.db.stepExecution.update({
    where: { id: asked.executionId },
    data: { sendRequestedAt: new Date(api.now) },
  });
  await execute(asked, settling({ kind: 'sent', code: 250, reply: 'OK' }));
  expect(await api.message(asked)).toMatchObject({ status: 'sent' });
  const engine = { ...api.engine, mailLine: crowded };
  const environment = new MockActivityEnvironment();
  for (const sending of [
    environment.run(createSendAnswer(engine), { answerId: 'ans_gone' }),
    environment.run(createSendAction(engine), { actionId: 'act_gone' }),
  ])
    expect(await sending).toEqual({ kind: 'ended' });
});

test('O9: who is turned away again and again writes nothing', async () => {
  const mail = await api.row();
  const takeBack = () => Promise.reject(new Error('asked for its copies'));
  const { abandonedCopies } = api.engine.store;
  const store = { ...api.engine.store, abandonedCopies: { ...abandonedCopies, takeBack } };
  await expect(execute(mail, { store }, 2)).rejects.toMatchObject(TURNED_AWAY);
});

test('D2: who had no place in time comes back soon, and no refusal is counted', async () => {
  const mail = await api.row();
  const mailLine = { ...crowded, isCrowded: () => false };
  const trying = execute(mail, { mailLine, ...settling({ kind: 'aborted' }) });
  await expect(trying).rejects.toMatchObject(TURNED_AWAY);
  expect(await api.message(mail)).toMatchObject({ status: 'claimed', refusals: 0, retryAt: null });
  await execute(mail, { mailLine, ...settling({ kind: 'sent', code: 250, reply: 'OK' }) });
  expect(await api.message(mail)).toMatchObject({ status: 'sent' });
});
