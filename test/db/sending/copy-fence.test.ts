import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { newId } from '../../../infra/ids.ts';
import { untilSomebodyWaits } from '../../support/servers/until-somebody-waits.ts';
import { COPY, CopyWorld, type Letter } from '../../support/worlds/copy-world.ts';
import { ACCEPTED } from '../../support/worlds/queue-world.ts';

const api = new CopyWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(() => api.begin());

const passes = (letter: Letter, n = 2) => api.sender(letter).passFence(n);

test('D1: the fence of a copy does not pass before the main copy is sent', async () => {
  const row = await api.due();
  const claim = await api.claim(row);
  const letter = { ...row, claim, messageId: claim.mail.messageId };
  expect(await passes(letter)).toBe(false);
  await api.passFence(claim);
  expect(await passes(letter)).toBe(false);
  await api.settle(row, claim, ACCEPTED);
  expect(await passes(letter)).toBe(true);
});

test('D1: of two fences that race with one token one passes, and nobody passes it again', async () => {
  for (let round = 0; round < 5; round++) {
    const letter = await api.letter();
    const racing = await Promise.all([passes(letter), passes(letter)]);
    expect(racing.sort()).toEqual([false, true]);
    expect(await passes(letter)).toBe(false);
  }
});

test('D1: a copy that was taken up anew is closed to its owner before', async () => {
  const letter = await api.waiting();
  expect(await passes(letter)).toBe(false);
  const claimed = { messageId: letter.messageId, token: newId('claim'), now: api.now, claimedBefore: 0 };
  const due = () => api.db.$transaction((tx) => api.deps.store.openCopies.claimDue(tx, claimed));
  expect(await due()).toEqual([2]);
  expect(await due()).toEqual([]);
  expect(await passes(letter)).toBe(false);
});

/** Opens a hold under the customer's lock, as commands do, while the fence is being asked. */
async function passesWhileHeld(letter: Letter, scope: 'enrollment' | 'customer'): Promise<boolean> {
  let passing: Promise<boolean> | null = null;
  const { enrollmentId, customerId } = letter;
  const of = scope === 'enrollment' ? { enrollmentId } : { customerId };
  const hold = { id: newId('hold'), scope, kind: 'manual', ...of, authorId: api.adminId };
  await api.db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM customer WHERE id = ${customerId} FOR UPDATE`;
    passing = passes(letter);
    await untilSomebodyWaits(api.db);
    await tx.hold.create({ data: { ...hold, startedAt: new Date(api.now) } });
  });
  return passing!;
}

test('S10: once a pause is answered no copy leaves, also if its fence was asked while the pause was written', async () => {
  expect(await passesWhileHeld(await api.letter(), 'enrollment')).toBe(false);
});

test('D8: neither does one that a person had asked for, once the customer is held', async () => {
  const letter = await api.letter();
  const where = { messageId_n: { messageId: letter.messageId, n: 2 } };
  await api.db.messageRecipient.update({ where, data: { askedById: api.adminId } });
  expect(await passesWhileHeld(letter, 'customer')).toBe(false);
});

test('D3: an address that is suppressed between copies gets none', async () => {
  const letter = await api.letter();
  await api.ok('POST', '/v1/suppressions', { body: { address: COPY.toUpperCase() } });
  expect(await passes(letter)).toBe(false);
  await api.ok('DELETE', `/v1/suppressions/${(await api.db.suppression.findFirstOrThrow()).id}`);
});
