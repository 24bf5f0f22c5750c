import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '../../../infra/ids.ts';
import { InboxWorld, type SentLetter } from '../../support/worlds/inbox-world.ts';

const api = new InboxWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const SENT = { folder: { path: 'Sent', role: 'sent' as const } };
let made = 0;

/** A letter of a sequence that a reply holds until a person answers. */
async function held(): Promise<SentLetter> {
  const of = await api.letterTo(`clerk${++made}@firm.example`);
  const body = { stopRules: { holdOnReply: { days: null } } };
  const { sequenceId } = await api.db.enrollment.findUniqueOrThrow({ where: { id: of.enrollmentId } });
  await api.ok('PATCH', `/v1/sequences/${sequenceId}`, { body });
  return of;
}
const theirs = (of: SentLetter, id: string) =>
  api.mail({ from: of.email, headers: { 'Message-ID': id, 'In-Reply-To': of.headerId } });
const ours = (of: SentLetter, id: string, to = of.email) =>
  api.mail({ from: `Ada <${api.ours}>`, to, text: 'We will.', headers: { 'In-Reply-To': id } });
const openHolds = async ({ customerId, enrollmentId }: SentLetter) => {
  const rows = await api.db.hold.findMany({
    where: { kind: 'reply', endedAt: null, OR: [{ customerId }, { enrollmentId }] },
    orderBy: { scope: 'asc' },
  });
  return rows.map(({ scope }) => scope);
};
const conversation = ({ customerId }: SentLetter) =>
  api.db.conversation.findFirstOrThrow({ where: { customerId } });
let ids = 0;
const nextId = () => `<reply-${++ids}@firm.example>`;

test('I4: who answers with another program has answered: what the reply held goes on, and is woken', async () => {
  const of = await held();
  const id = nextId();
  await api.comes(theirs(of, id));
  expect(await openHolds(of)).toEqual(['customer', 'enrollment']);
  api.now += 60_000;
  api.lifecycle.woken.length = 0;
  const mailId = await api.comes(ours(of, id), SENT);
  expect(await openHolds(of)).toEqual([]);
  expect(await api.db.enrollment.findUniqueOrThrow({ where: { id: of.enrollmentId } })).toMatchObject({
    status: 'active',
  });
  const { id: entityId, status } = await conversation(of);
  expect(status).toBe('waiting');
  expect(api.lifecycle.woken).toContain(of.enrollmentId);
  const released = { entityId, kind: 'released' };
  expect(await api.db.change.count({ where: released })).toBe(1);
  await api.db.mail.update({ where: { id: mailId }, data: { processedAt: null } });
  await api.reconcileMails();
  expect(await api.db.change.count({ where: released })).toBe(1);
});

test('I4: the copy in Sent may be seen before the reply: then nothing waits either', async () => {
  const of = await held();
  const id = nextId();
  const [reply, repliedAt] = [theirs(of, id), api.now];
  api.now += 60_000;
  await api.comes(ours(of, id), SENT);
  await api.comes(reply, { receivedAt: repliedAt });
  expect(await openHolds(of)).toEqual([]);
  expect((await conversation(of)).status).toBe('waiting');
});

test.each([
  ['it was written before the reply came', { isEarlier: true }],
  ['it was written to somebody else', { to: 'lawyer@bureau.example' }],
])('I4: it ends nothing where %s', async (_why, { isEarlier, to }: { isEarlier?: boolean; to?: string }) => {
  const of = await held();
  const id = nextId();
  await api.comes(theirs(of, id));
  const receivedAt = api.now + (isEarlier === true ? -60_000 : 60_000);
  await api.comes(ours(of, id, to), { ...SENT, receivedAt });
  expect(await openHolds(of)).toEqual(['customer', 'enrollment']);
});

test('I4: it ends nothing as history, nor while a wish to get no more mail waits for a person', async () => {
  const of = await held();
  const id = nextId();
  await api.comes(theirs(of, id));
  api.now += 60_000;
  await api.comes(ours(of, id), { ...SENT, isHistory: true });
  expect(await openHolds(of)).toEqual(['customer', 'enrollment']);
  const stop = { 'In-Reply-To': of.headerId };
  await api.comes({ from: of.email, text: 'Please stop sending me these emails.', headers: stop });
  api.now += 60_000;
  await api.comes(ours(of, id), SENT);
  expect(await openHolds(of)).toContain('customer');
});

test('I4: what another conversation still waits for stays held for the customer', async () => {
  const of = await held();
  const id = nextId();
  await api.comes(theirs(of, id));
  const another = { ...(await conversation(of)), id: newId('conversation') };
  api.now += 60_000;
  await api.db.conversation.create({ data: another });
  await api.comes(ours(of, id), SENT);
  expect(await openHolds(of)).toEqual(['customer']);
});
