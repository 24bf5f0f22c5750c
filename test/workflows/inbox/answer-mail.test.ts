import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { cancelAnswer } from '../../../commands/inbox/answers/act-on-answer.ts';
import { writeAnswer } from '../../../commands/inbox/answers/write-answer.ts';
import { placeMail } from '../../../commands/inbox/conversations/place-mail.ts';
import { verifyMailbox } from '../../../commands/sending/verify-mailbox.ts';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import type { Actor } from '../../../contracts/actor.ts';
import { PERMISSIONS } from '../../../contracts/permissions.ts';
import { answerMailWorkflowId } from '../../../workflows/inbox/answer-mail.messages.ts';
import { createMailRow } from '../../support/rows/arrived-mail.ts';
import { createCustomer } from '../../support/rows/fixtures.ts';
import type { ScriptedSmtp } from '../../support/servers/scripted-smtp.ts';
import { ENGINE_START_MS, startEngine, type Engine } from '../../support/worlds/engine.ts';
import { PASSWORD, ScriptedMailbox } from '../../support/worlds/scripted-mailbox.ts';

const WORKING = { status: 'working', probeAt: null, failures: 0 };
const ANN = 'ann@debtor.example';

describe('the mail of an answer', () => {
  let engine: Engine;
  let actor: Actor;
  let mailbox: ScriptedMailbox;
  let smtp: ScriptedSmtp;
  let isDeaf = false;
  beforeAll(async () => {
    engine = await startEngine({
      isOnDevServer: true,
      changeDeps: (deps) => ({
        ...deps,
        lifecycle: {
          ...deps.lifecycle,
          wakeAnswer: (answer) =>
            isDeaf ? Promise.reject(new Error('cut off')) : deps.lifecycle.wakeAnswer(answer),
        },
      }),
    });
    const { userId } = engine.world;
    actor = { userId, role: 'admin', permissions: PERMISSIONS, requestId: null, idempotency: null };
    mailbox = await new ScriptedMailbox(engine).start();
    smtp = mailbox.smtp;
  }, ENGINE_START_MS);
  beforeEach(() => mailbox.setPassword(PASSWORD, WORKING));
  afterEach(() => {
    mailbox.reset();
    isDeaf = false;
  });
  afterAll(async () => {
    await engine?.close();
    await smtp?.stop();
  });

  /** A mail of a customer is answered. @returns the id of the answer */
  async function answered(): Promise<string> {
    const { database, deps, world } = engine;
    const now = await engine.now();
    const { customerId } = await createCustomer(database.db, { now });
    const mail = { mailboxId: world.mailboxId, customerIds: [customerId], from: ANN, receivedAt: now };
    const mailId = await createMailRow(database.db, mail);
    const conversationId = await database.db.$transaction((tx) =>
      placeMail(deps, tx, { mailId, customerId, now }),
    );
    const words = { body: 'Thank you.', keepsCc: false };
    const { answer } = await writeAnswer(deps, actor, { conversationId: conversationId!, ...words });
    return answer.id;
  }

  const row = (id: string) => engine.database.db.conversationAnswer.findUniqueOrThrow({ where: { id } });
  const becomes = (id: string, status: string, reason: string | null = null) =>
    engine.until(async () => {
      const { sendStatus, heldReason } = await row(id);
      return sendStatus === status && heldReason === reason;
    }, `an answer that is ${status}`);
  const ended = (id: string) =>
    engine.until(async () => {
      const workflow = engine.client.workflow.getHandle(answerMailWorkflowId(id));
      return (await workflow.describe()).status.name === 'COMPLETED';
    }, `the end of the workflow of ${id}`);

  it('I5, D1: it is sent once; a late wake-up finds nothing to do', async () => {
    const answerId = await answered();
    await ended(answerId);
    expect(await row(answerId)).toMatchObject({ sendStatus: 'sent', wakeAt: null });
    const { customerId, mailboxId } = await row(answerId);
    await engine.deps.lifecycle.wakeAnswer({ answerId, customerId, mailboxId });
    await ended(answerId);
    expect(smtp.messages.map(({ recipients }) => recipients)).toEqual([[ANN]]);
  });

  it('I5: cancelled while the server is awaited, no body starts', async () => {
    const standing = smtp.hold('data');
    const answerId = await answered();
    await standing.reached;
    const bodies = smtp.bodyBytes;
    await cancelAnswer(engine.deps, actor, { answerId });
    standing.release();
    await ended(answerId);
    expect([smtp.messages.length, smtp.bodyBytes - bodies]).toEqual([0, 0]);
    expect(await row(answerId)).toMatchObject({ sendStatus: 'cancelled' });
  });

  it('D2: it waits while its mailbox fails, and leaves when that works again', async () => {
    await mailbox.setPassword('wrong');
    const answerId = await answered();
    await becomes(answerId, 'requested', 'mailbox_failing');
    await mailbox.setPassword(PASSWORD);
    await verifyMailbox(engine.deps, actor, { mailboxId: engine.world.mailboxId });
    await ended(answerId);
    expect(await row(answerId)).toMatchObject({ sendStatus: 'sent' });
    expect(smtp.messages).toHaveLength(1);
  });

  it('O9: one whose wake-up was lost is found by the reconciler', async () => {
    isDeaf = true;
    const answerId = await answered();
    isDeaf = false;
    const wakeAt = new Date((await engine.now()) - 10 * 60_000);
    await engine.database.db.conversationAnswer.update({ where: { id: answerId }, data: { wakeAt } });
    expect(await reconcile(engine.deps)).toMatchObject({ answers: 1 });
    await ended(answerId);
    expect(await row(answerId)).toMatchObject({ sendStatus: 'sent' });
  });
});
