import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readQueueRow } from '../../../commands/enrollments/queue/read-queue-row.ts';
import { recordPayment } from '../../../commands/receivables/record-payment.ts';
import { editStep, retryStep, sendStep } from '../../../commands/enrollments/queue/send-step.ts';
import { createContentWriter } from '../../../infra/llm/content-writer.ts';
import { startEngine, type Engine } from '../../support/worlds/engine.ts';
import { after, onDay } from '../../support/rows/fixtures.ts';
import { answers, fails, LlmServer, writes } from '../../support/servers/llm-server.ts';
import { Story, type Walk } from '../../support/worlds/story.ts';

const prompt = 'Remind them politely.';
const good = writes('Your open balance', 'Hello Pat,\n\n$1,250.00 is open.');
const wrong = writes('Your open balance', 'You owe $1.00.');

describe('M4: an email step whose text a language model writes', () => {
  let engine: Engine;
  let story: Story;
  const model = new LlmServer();
  beforeAll(async () => {
    await model.open();
    engine = await startEngine({
      changeDeps: (deps) => ({ ...deps, writer: createContentWriter(deps, model.config()) }),
    });
    story = new Story(engine);
  });
  afterAll(async () => {
    await engine?.close();
    await model.close();
  });
  beforeEach(() => model.will(good));

  const walkBy = (step: { isManual?: boolean; timing?: ReturnType<typeof after> } = {}) =>
    story.walk({ steps: [{ timing: after(0, 'minutes'), prompt, ...step }] });
  const execution = (walk: Walk) => story.execution(walk.enrollmentId, walk.stepIds[0]);
  const idOf = async (walk: Walk) => ({ stepExecutionId: (await execution(walk)).id });
  const message = ({ enrollmentId }: Walk) =>
    engine.database.db.message.findFirst({ where: { enrollmentId } });
  const draft = async (walk: Walk) => (await readQueueRow(engine.deps, story.actor, await idOf(walk))).draft;
  const becomes = (walk: Walk, expected: string) =>
    engine.until(
      async () => (await story.steps(walk.enrollmentId)).at(0) === `Step 1 ${expected}`,
      `step 1 ${expected}`,
    );
  const isWritten = (walk: Walk) =>
    engine.until(
      async () => (await execution(walk)).pinned !== null && (await draft(walk)) !== null,
      'a text',
    );
  const pay = ({ invoiceId }: Walk, amount: string) =>
    recordPayment(engine.deps, story.actor, { invoiceId, amount });
  const retry = async (walk: Walk) => retryStep(engine.deps, story.actor, await idOf(walk));

  it('an automatic one is written when it is due, from the facts of that moment, and sent', async () => {
    const walk = await walkBy({ timing: after(3, 'hours') });
    expect(model.requests).toHaveLength(0);
    await pay(walk, '250');
    model.will(writes('Your open balance', 'Hello Pat,\n\n$1,000.00 is open.'));
    await engine.pass('4 hours');
    await becomes(walk, 'done');
    const sent = await message(walk);
    expect(sent).toMatchObject({ subject: 'Your open balance', status: 'sent' });
    expect(sent?.bodyHtml).toContain('<p>Hello Pat,</p>\n<p>$1,000.00 is open.</p>');
    expect(sent?.bodyText).toContain('Unsubscribe: ');
    const where = { sourceId: (await execution(walk)).id };
    expect(await engine.database.db.promptAnswer.findMany({ where, orderBy: { id: 'asc' } })).toMatchObject([
      { sourceKind: 'step_execution', prompt, problems: [], customerId: walk.customerId },
    ]);
  });

  it('a wrong amount never leaves: the row waits in error, and a retry is written anew', async () => {
    model.will(wrong);
    const walk = await walkBy();
    await becomes(walk, 'prompt');
    expect((await execution(walk)).errorDetail).toContain("an amount that is not the customer's own");
    expect(await message(walk)).toBeNull();
    model.will(good);
    await retry(walk);
    await becomes(walk, 'done');
    expect(engine.mail.mails.filter(({ parsed }) => parsed.text?.includes('$1.00'))).toEqual([]);
  });

  it('a provider that fails puts the row in error with the reason', async () => {
    model.will(fails(401));
    const walk = await walkBy();
    await becomes(walk, 'prompt');
    expect((await execution(walk)).errorDetail).toBe(
      'The language model wrote nothing. Its provider refused the key (401).',
    );
  });

  it('a payment while the model writes makes it write again: what leaves is true', async () => {
    let paying: Promise<unknown> = Promise.resolve();
    let walk: Walk | null = null;
    model.will(
      (response, request) => {
        paying = pay(walk!, '250').then(() => good(response, request));
      },
      writes('Your open balance', '$1,000.00 is open.'),
    );
    walk = await walkBy({ timing: after(1, 'hours') });
    await engine.pass('2 hours');
    await becomes(walk, 'done');
    await paying;
    expect((await message(walk))?.bodyText).toContain('$1,000.00 is open.');
    expect(model.requests).toHaveLength(2);
  });

  it('a person’s edit wins over a text that is still being written', async () => {
    let walk: Walk | null = null;
    let editing: Promise<unknown> = Promise.resolve();
    model.will((response, request) => {
      const edit = async () =>
        editStep(engine.deps, story.actor, { ...(await idOf(walk!)), subject: 'Mine', body: 'My words' });
      editing = edit().finally(() => good(response, request));
    });
    walk = await walkBy({ timing: after(1, 'hours') });
    await engine.pass('2 hours');
    await becomes(walk, 'done');
    await editing;
    expect(await message(walk)).toMatchObject({ subject: 'Mine' });
  });

  it('a manual one has its text when it enters the queue, and leaves as the person saw it', async () => {
    const walk = await walkBy({ isManual: true });
    await isWritten(walk);
    expect(await draft(walk)).toMatchObject({ subject: 'Your open balance', isEdited: false });
    expect(await message(walk)).toBeNull();
    model.will(wrong);
    await sendStep(engine.deps, story.actor, await idOf(walk));
    await becomes(walk, 'done');
    expect((await message(walk))?.bodyText).toContain('$1,250.00 is open.');
    expect(model.requests).toHaveLength(0);
  });

  it('D7: when its facts move before a person sends it, it comes back and is written again', async () => {
    const walk = await walkBy({ isManual: true });
    await isWritten(walk);
    await pay(walk, '250');
    await sendStep(engine.deps, story.actor, await idOf(walk));
    await becomes(walk, 'facts_moved');
    model.will(writes('Your open balance', '$1,000.00 is open.'));
    await retry(walk);
    await isWritten(walk);
    await becomes(walk, 'ready');
    expect(await message(walk)).toBeNull();
    expect((await draft(walk))?.text).toContain('$1,000.00 is open.');
    await sendStep(engine.deps, story.actor, await idOf(walk));
    await becomes(walk, 'done');
  });

  it('a manual one that could not be written is not sent by a retry, but written for the person', async () => {
    model.will(answers(''));
    const walk = await walkBy({ isManual: true });
    await becomes(walk, 'prompt');
    model.will(good);
    await retry(walk);
    await isWritten(walk);
    await becomes(walk, 'ready');
    expect(await message(walk)).toBeNull();
  });

  it('it cannot be sent before it is written, but edited', async () => {
    const walk = await story.walk({ steps: [{ timing: onDay(3), prompt, isManual: true }] });
    const row = await idOf(walk);
    await expect(sendStep(engine.deps, story.actor, row)).rejects.toMatchObject({ code: 'conflict' });
    await expect(editStep(engine.deps, story.actor, { ...row, to: ['x@y.example'] })).rejects.toMatchObject({
      code: 'validation',
    });
    await editStep(engine.deps, story.actor, { ...row, subject: 'Mine', body: 'My words' });
    await sendStep(engine.deps, story.actor, row);
    await becomes(walk, 'done');
    expect(await message(walk)).toMatchObject({ subject: 'Mine' });
    expect(model.requests).toHaveLength(0);
  });

  it('O6: no word of prompt or text is in a history', async () => {
    const walk = await walkBy();
    await becomes(walk, 'done');
    const handle = engine.client.workflow.getHandle(`enrollment/${walk.enrollmentId}`);
    const history = JSON.stringify(await handle.fetchHistory());
    expect(history).not.toMatch(/politely|Hello|1,250/);
  });
});
