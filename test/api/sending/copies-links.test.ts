import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { copyName } from '../../../infra/mail/links.ts';
import { createTokenSigner } from '../../../infra/secrets.ts';
import { SECRET_KEY } from '../../support/servers/api-fixture.ts';
import { CopyWorld, type Letter } from '../../support/worlds/copy-world.ts';

const api = new CopyWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(async () => {
  api.begin();
  await api.db.suppression.deleteMany();
});

/** A letter to two addresses of its own. */
async function letter(name: string): Promise<Letter & { main: string; copy: string }> {
  const [main, copy] = [`boss@${name}.example`, `copy@${name}.example`];
  return { ...(await api.letter({ email: main, cc: [copy] })), main, copy };
}
const unsubscribe = ({ messageId }: Letter, n?: number) =>
  api.call('POST', new URL(api.engine.links.unsubscribeUrl(messageId, n)).pathname, { key: null });
const suppressed = async () =>
  (await api.db.suppression.findMany({ orderBy: { addressKey: 'asc' } })).map(({ addressKey, reason }) => [
    addressKey,
    reason,
  ]);
const statusOf = async ({ enrollmentId }: Letter) => {
  const { status, stopReason } = await api.ok('GET', `/v1/enrollments/${enrollmentId}`);
  return stopReason ?? status;
};
const report = ({ enrollmentId }: Letter, body: object) =>
  api.ok('POST', `/v1/enrollments/${enrollmentId}/events`, { body });

describe('the links of a message', () => {
  test('M5: each recipient has its own; that of a copy suppresses this address and stops nothing', async () => {
    const of = await letter('nine');
    const urls = of.claim.mail.recipients.map(({ unsubscribeUrl }) => unsubscribeUrl);
    expect(new Set(urls).size).toBe(2);
    expect((await unsubscribe(of, 2)).status).toBe(200);
    expect(await suppressed()).toEqual([[of.copy, 'unsubscribed']]);
    expect(await statusOf(of)).toBe('active');
    const [event] = await api.db.messageEvent.findMany({
      where: { messageId: of.messageId },
      orderBy: { id: 'asc' },
    });
    expect(event).toMatchObject({ kind: 'unsubscribe', n: 2, address: of.copy, source: 'link' });
  });

  test('M5: that of the main recipient suppresses it and stops the enrollment', async () => {
    const of = await letter('boss');
    await unsubscribe(of, 1);
    expect(await suppressed()).toEqual([[of.main, 'unsubscribed']]);
    expect(await statusOf(of)).toBe('unsubscribe');
  });

  test('M5: a link that was made before copies had numbers means the main recipient', async () => {
    const of = await letter('old');
    const token = createTokenSigner(SECRET_KEY, 'unsubscribe').signToken(of.messageId);
    expect((await api.call('POST', `/unsubscribe/${token}`, { key: null })).status).toBe(200);
    expect(await suppressed()).toEqual([[of.main, 'unsubscribed']]);
    expect(await statusOf(of)).toBe('unsubscribe');
  });

  test('M5: a copy that the message does not have, or a number that is none, is 404', async () => {
    const of = await letter('none');
    const signer = createTokenSigner(SECRET_KEY, 'unsubscribe');
    const { messageId } = of;
    const names = [copyName({ messageId, n: 3 }), `${messageId}.x`, `${messageId}.0`, `${messageId}.2.1`];
    for (const name of names)
      expect((await api.call('POST', `/unsubscribe/${signer.signToken(name)}`, { key: null })).status).toBe(
        404,
      );
    expect(await suppressed()).toEqual([]);
  });

  test('D3: the link of a copy works after the enrollment has ended, once', async () => {
    const of = await letter('late');
    await api.ok('POST', `/v1/enrollments/${of.enrollmentId}/stop`, { body: {} });
    for (const _ of [1, 2]) expect((await unsubscribe(of, 2)).status).toBe(200);
    expect(await suppressed()).toEqual([[of.copy, 'unsubscribed']]);
  });

  test('D3: whoever unsubscribes between copies gets none, and the next message goes to the main recipient alone', async () => {
    const of = await letter('next');
    await api.sender(of).giveBack();
    await unsubscribe(of, 2);
    await api.drain(of);
    expect([api.left, await api.standing(of)]).toEqual([[], ['accepted', 'cancelled suppressed']]);
  });
});

describe('what is reported of a copy', () => {
  test('M5: a bounce of its address suppresses it, and neither stops nor holds', async () => {
    const of = await letter('bounced');
    expect((await report(of, { kind: 'bounce', address: of.copy })).effect).toBe('recorded');
    expect([await suppressed(), await statusOf(of)]).toEqual([[[of.copy, 'hard_bounce']], 'active']);
  });

  test('M5: an automatic reply of its reader holds nothing', async () => {
    const of = await letter('away');
    const said = { kind: 'auto_reply', address: of.copy, messageId: of.messageId };
    expect((await report(of, said)).effect).toBe('recorded');
    expect(await statusOf(of)).toBe('active');
  });

  test('M5: a reply of its reader is the customer’s, and stops', async () => {
    const of = await letter('replied');
    expect((await report(of, { kind: 'reply', address: of.copy })).effect).toBe('stopped');
    expect(await statusOf(of)).toBe('reply');
    expect(await api.db.messageEvent.findFirst({ where: { enrollmentId: of.enrollmentId } })).toMatchObject({
      address: of.copy,
    });
  });

  test('D3: a bounce that names the message and no address is the main recipient’s', async () => {
    const of = await letter('named');
    expect((await report(of, { kind: 'bounce', messageId: of.messageId })).effect).toBe('stopped');
    expect(await suppressed()).toEqual([[of.main, 'hard_bounce']]);
  });
});
