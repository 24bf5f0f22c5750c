import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { claimStep } from '../../support/worlds/claims.ts';
import { NO_CONTACT_POLICY } from '../../support/rows/fixtures.ts';
import { COPY, CopyWorld } from '../../support/worlds/copy-world.ts';
import type { Row } from '../../support/worlds/queue-world.ts';

const api = new CopyWorld();
const DAY_MS = 86_400_000;
let day = 0;
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(async () => {
  api.begin();
  api.now += DAY_MS * day++;
  await limit({ dailyCap: null, minIntervalSeconds: 0 });
  await api.freshLimits();
});

const limit = (body: object) => api.ok('PATCH', `/v1/mailboxes/${api.world.mailboxId}`, { body });
const cc = (count: number, domain = 'acme.example') =>
  Array.from({ length: count }, (_, index) => `copy${index}@${domain}`);
const tries = ({ enrollmentId, executionId }: Row) =>
  claimStep(api.engine, { enrollmentId, stepExecutionId: executionId });
const waitsFor = (reason: string) => ({ kind: 'not_now', directive: { kind: 'wait', reason } });

test('M1: a daily cap counts copies, and a message waits for room for all of its own', async () => {
  await limit({ dailyCap: 5 });
  expect(await tries(await api.due({ cc: cc(2) }))).toMatchObject({ kind: 'claimed' });
  const three = await api.due({ cc: cc(2) });
  expect(await tries(three)).toMatchObject(waitsFor('mailbox_limit'));
  const held = await api.db.stepExecution.findUniqueOrThrow({ where: { id: three.executionId } });
  expect(held.slotAt!.getTime()).toBe((Math.floor(api.now / DAY_MS) + 1) * DAY_MS);
});

test('M1, S14: what the cap puts off to another day keeps its place there, and leaves when that begins', async () => {
  await limit({ dailyCap: 1 });
  expect(await tries(await api.due({ cc: [] }))).toMatchObject({ kind: 'claimed' });
  const [second, third] = [await api.due({ cc: [] }), await api.due({ cc: [] })];
  const tomorrow = (Math.floor(api.now / DAY_MS) + 1) * DAY_MS;
  for (const row of [second, third]) await tries(row);
  const untilOf = async ({ executionId }: Row) => (await api.execution(executionId)).heldUntil!.getTime();
  expect([await untilOf(second), await untilOf(third)]).toEqual([tomorrow, tomorrow + DAY_MS]);
  api.now = tomorrow;
  expect(await tries(third)).toMatchObject(waitsFor('mailbox_limit'));
  expect(await tries(second)).toMatchObject({ kind: 'claimed' });
});

test('M1, S14: so does one that a mailbox with an interval pushes over midnight', async () => {
  await limit({ dailyCap: 1, minIntervalSeconds: 60 });
  expect(await tries(await api.due({ cc: [] }))).toMatchObject({ kind: 'claimed' });
  const row = await api.due({ cc: [] });
  expect(await tries(row)).toMatchObject(waitsFor('mailbox_limit'));
  const own = (Math.floor(api.now / DAY_MS) + 1) * DAY_MS;
  expect((await api.execution(row.executionId)).heldUntil!.getTime()).toBe(own);
  api.now = own;
  expect(await tries(row)).toMatchObject({ kind: 'claimed' });
});

test('M1: a message with more copies than the cap gets a day of its own', async () => {
  await limit({ dailyCap: 2 });
  expect(await tries(await api.due({ cc: cc(4) }))).toMatchObject({ kind: 'claimed' });
  expect(await tries(await api.due({ cc: [] }))).toMatchObject(waitsFor('mailbox_limit'));
});

test('M1: the interval counts messages: copies of one do not wait for each other', async () => {
  await limit({ minIntervalSeconds: 60 });
  const first = await api.due({ cc: cc(3) });
  await api.send(first);
  expect(api.left).toHaveLength(4);
  const second = await api.due({ cc: cc(1) });
  expect(await tries(second)).toMatchObject(waitsFor('mailbox_limit'));
  const { slotAt } = await api.execution(second.executionId);
  expect(slotAt!.getTime()).toBe(api.now + 60_000);
});

test('D6: the limit of a recipient’s domain counts copies; contacts count messages', async () => {
  const policy = (contactPolicy: object) => api.ok('PATCH', '/v1/organisation', { body: { contactPolicy } });
  await policy({ ...NO_CONTACT_POLICY, perDomainPerDay: 2, perDay: 2 });
  expect(await tries(await api.due({ cc: cc(1, 'limited.example') }))).toMatchObject({ kind: 'claimed' });
  const row = await api.due({ cc: cc(2, 'limited.example') });
  expect(await tries(row)).toMatchObject(waitsFor('contact_policy'));
  expect(
    await tries(await api.due({ email: 'third@third.example', cc: cc(2, 'other.example') })),
  ).toMatchObject({ kind: 'claimed' });
  await policy(NO_CONTACT_POLICY);
});

test('M1: a copy that the server refuses before its body gives its place back', async () => {
  await limit({ dailyCap: 3 });
  api.tell(COPY, { result: { kind: 'refused', code: 550, reply: '550 no' } });
  await api.send(await api.due({ cc: [COPY] }));
  expect(api.left).not.toContain(COPY);
  expect(await tries(await api.due({ cc: cc(1) }))).toMatchObject({ kind: 'claimed' });
  expect(await tries(await api.due({ cc: [] }))).toMatchObject(waitsFor('mailbox_limit'));
});

test('M1: a copy that is tried again was counted with its message', async () => {
  await limit({ dailyCap: 3 });
  const letter = await api.waiting({ cc: [COPY] });
  const used = async () =>
    (await api.db.sendBucket.findFirstOrThrow({ where: { scope: `mailbox/${api.world.mailboxId}` } })).used;
  expect(await used()).toBe(2);
  await api.drain(letter);
  expect([api.left, await used()]).toEqual([[COPY], 2]);
});
