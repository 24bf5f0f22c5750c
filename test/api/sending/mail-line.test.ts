import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createExecuteStep } from '../../../activities/enrollments/execute-step.ts';
import type { Row } from '../../support/worlds/queue-world.ts';
import { SmsWorld } from '../../support/worlds/sms-world.ts';

const api = new SmsWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

/** Executes a step in a process in which as many mails wait for their connections as may. */
function execute({ enrollmentId, executionId: stepExecutionId }: Row): Promise<unknown> {
  const mailLine = { isCrowded: () => true, turnAway: () => 2_500 };
  const executeStep = createExecuteStep({ ...api.engine, mailLine });
  return new MockActivityEnvironment().run(executeStep, { enrollmentId, stepExecutionId });
}

test('M1, M7: behind a crowd of mails an sms leaves, and a mail comes back later without having been touched', async () => {
  const sms = await api.smsRow();
  await execute(sms);
  expect(api.gateway.taken).toHaveLength(1);
  const mail = await api.row();
  const before = await api.execution(mail.executionId);
  await expect(execute(mail)).rejects.toMatchObject({
    type: 'mail_line',
    nextRetryDelay: 2_500,
    category: 'BENIGN',
  });
  expect(await api.execution(mail.executionId)).toEqual(before);
  expect(await api.db.message.count({ where: { enrollmentId: mail.enrollmentId } })).toBe(0);
});
