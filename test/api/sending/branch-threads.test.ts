import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { claimStep } from '../../support/worlds/claims.ts';
import type { BranchPlan } from '../../support/worlds/branching-world.ts';
import type { Row } from '../../support/worlds/queue-world.ts';
import type { Json } from '../../support/servers/api-fixture.ts';
import { DAY_MS, HOUR_MS, MONDAY, OutcomeWorld } from '../../support/worlds/outcome-world.ts';

const api = new OutcomeWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(() => {
  api.now = MONDAY;
});

const follows = { at: 'delay 0', isThreaded: true, subject: null };
const PLAN: BranchPlan = {
  main: {
    E1: { at: 'offset 0', when: { clicked: 'warm' }, none: '3 days -> warm' },
    E2: { ...follows },
  },
  warm: { W1: { ...follows, when: { replied: 'hot' }, none: '1 days -> E2' }, W2: { at: 'offset 9' } },
  hot: { H1: { ...follows } },
};

/** Sends the step that is next and returns its mail. */
async function next(row: Row, steps: Record<string, string>, label: string) {
  await api.look(row.enrollmentId);
  const { id } = await api.db.stepExecution.findFirstOrThrow({
    where: { enrollmentId: row.enrollmentId, stepId: steps[label]! },
  });
  await api.db.stepExecution.update({ where: { id }, data: { dueAt: new Date(api.now) } });
  const claim = await claimStep(api.engine, { enrollmentId: row.enrollmentId, stepExecutionId: id });
  if (claim.kind !== 'claimed') throw new Error(JSON.stringify(claim));
  return claim.mail;
}

describe('M5, S15: threaded emails in branches', () => {
  test('answer the first mail of the enrollment, on the path of the outcome and on that of the fallback', async () => {
    const row = await api.started(PLAN);
    const first = (await api.sent(row)).mail;
    api.now += HOUR_MS;
    expect((await api.event(first.messageId, { kind: 'clicked' }))[1]).toBe('decided');
    const { steps } = row.made;
    expect(await next(row, steps, 'W1')).toMatchObject({
      subject: `Re: ${first.subject}`,
      inReplyTo: first.headerId,
      references: [first.headerId],
    });
  });

  test('where a person skipped the first, what follows in another branch begins the thread with its subject', async () => {
    const row = await api.started(PLAN);
    expect((await api.act(row.executionId, 'cancel', {})).status).toBe(200);
    const mail = await next(row, row.made.steps, 'W1');
    expect(mail).toMatchObject({ references: [], inReplyTo: null });
    expect(mail.subject).toMatch(/^E1 for /);
    const { preview }: Json = await api.ok('POST', `/v1/sequences/${row.sequenceId}/preview`, {
      body: { stepId: row.made.steps['W1'], customerId: row.customerId },
    });
    expect(preview.subject).toBe(`Re: ${mail.subject}`);
  });

  test('also in the first branch, behind an email of another one', async () => {
    const row = await api.started({
      main: {
        K1: {
          type: 'call',
          at: 'offset 0',
          outcomeLabels: ['spoke'],
          when: { spoke: 'warm' },
          none: '1 days -> end',
        },
        E2: { ...follows },
      },
      warm: { W1: { at: 'delay 0', when: { replied: 'end' }, none: '1 days -> E2' } },
    });
    await api.act(row.executionId, 'complete', { outcome: 'spoke' });
    await api.look(row.enrollmentId);
    const w1 = mailRow(row, await rows(row), 'W1');
    expect((await api.act(w1, 'cancel', {})).status).toBe(200);
    api.now += DAY_MS;
    expect((await next(row, row.made.steps, 'E2')).subject).toMatch(/^W1 for /);
  });
});

const rows = ({ enrollmentId }: Row) =>
  api.db.stepExecution.findMany({ where: { enrollmentId }, orderBy: { position: 'asc' } });
const mailRow = (
  row: { made: { steps: Record<string, string> } },
  all: readonly { id: string; stepId: string }[],
  label: string,
): string => all.find(({ stepId }) => stepId === row.made.steps[label])!.id;
