import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { followMail } from '../../../commands/inbox/follow-mail.ts';
import type { MailVerdict } from '../../../contracts/inbox/kinds.ts';
import type { FailedRecipient } from '../../../domain/inbox/judgement.ts';
import { createMailRow } from '../../support/rows/mail-rows.ts';
import { claimTouchpoint, settleTouchpoint } from '../../support/worlds/claims.ts';
import { ACCEPTED } from '../../support/worlds/queue-world.ts';
import { ReplyWorld } from '../../support/worlds/reply-world.ts';
import { ReviewWorld } from '../../support/worlds/review-world.ts';
import { stillEngine } from '../../support/worlds/still-engine.ts';

const FAILED: FailedRecipient = {
  address: 'gone@customer.example',
  n: 1,
  kind: 'hard',
  code: '5.1.1',
  words: 'no such user',
};
/** One mail each about one letter each: of five letters one is answered by a person, and one came back for good. */
const VERDICTS: readonly MailVerdict[] = ['reply', 'hard_bounce', 'automatic', 'out_of_office', 'ignore'];
const about = (verdict: MailVerdict, messageId: string, customerId: string) => ({
  verdict,
  messageId,
  from: 'somebody@customer.example',
  customers: [{ customerId }],
  failed: verdict === 'hard_bounce' ? [FAILED] : [],
});

describe('S20: results of a sequence', () => {
  const api = new ReplyWorld();
  beforeAll(() => api.open());
  afterAll(() => api.close());

  test('count a person’s reply and a bounce, each message once, and no automatic answer', async () => {
    api.begin();
    const { sequenceId } = await api.sequence();
    for (const verdict of VERDICTS) {
      const row = await api.row({ sequenceId });
      const { messageId } = (await api.sent(row)).mail;
      await api.mail(about(verdict, messageId, row.customerId));
      if (verdict === 'reply') await api.mail(about(verdict, messageId, row.customerId));
    }
    const { mail } = await api.ok('GET', `/v1/sequences/${sequenceId}/overview`);
    expect(mail).toMatchObject({
      sent: 5,
      replied: { count: 1, percent: 20 },
      bounced: { count: 1, percent: 20 },
      delivered: { count: 4 },
    });
  });
});

describe('P16: the report of a program', () => {
  const api = new ReviewWorld();
  beforeAll(() => api.open());
  afterAll(() => api.close());

  test('counts a person’s reply and a bounce, and no automatic answer', async () => {
    await api.ok('PATCH', '/v1/organisation', { body: { replyHoldDays: 0 } });
    const engine = stillEngine(api.deps);
    const of = await api.propose({ debtors: VERDICTS.map(() => ({ invoices: [{ daysOverdue: 10 }] })) });
    await api.approve(of);
    for (const [index, { itemId, customerId }] of of.items.entries()) {
      const input = { scheduledTouchpointId: itemId, programId: of.programId };
      const claim = await claimTouchpoint(engine, input);
      if (claim.kind !== 'claimed') throw new Error(`not claimed: ${JSON.stringify(claim)}`);
      const { token, mail } = claim;
      const fence = { messageId: mail.messageId, token, now: api.now };
      await api.db.$transaction((tx) => api.deps.store.touchpointSends.passFence(tx, fence));
      await settleTouchpoint(engine, { ...input, claim, result: ACCEPTED });
      const mailRow = { ...about(VERDICTS[index]!, mail.messageId, customerId), now: api.now };
      await followMail(api.deps, await createMailRow(api.db, mailRow));
    }
    const report = await api.ok('GET', `/v1/programs/${of.programId}/report`);
    expect(report.totals).toMatchObject({
      sent: { count: 5 },
      replied: { count: 1, percent: 20 },
      bounced: { count: 1, percent: 20 },
    });
  });
});
