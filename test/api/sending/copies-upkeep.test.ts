import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { BUSY, COPY, CopyWorld, type Letter, UNKNOWN_USER } from '../../support/worlds/copy-world.ts';

const api = new CopyWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(async () => {
  api.begin();
  await api.db.messageRecipient.updateMany({ data: { isOpen: false } });
});

const MINUTE = 60_000;
const isWoken = ({ messageId }: Letter) => api.lifecycle.started.includes(`copies ${messageId}`);
const found = (messageId: string) =>
  api.db.reconcileFinding.findMany({ where: { entityId: messageId }, orderBy: { id: 'asc' } });

describe('copies that nobody looks after', () => {
  test('O9: those of a send that ended before them are woken, and taken up', async () => {
    const letter = await api.letter();
    await reconcile(api.deps);
    expect(isWoken(letter)).toBe(false);
    expect(await api.drain(letter)).toEqual({ kind: 'wait', until: api.now + 2 * MINUTE, waiting: 1 });
    api.pass(2 * MINUTE + 20_000);
    expect(await reconcile(api.deps)).toMatchObject({ copies: 1 });
    expect(isWoken(letter)).toBe(true);
    expect(await found(letter.messageId)).toMatchObject([{ kind: 'copies_unattended' }]);
    expect(await api.drain(letter)).toEqual({ kind: 'ended' });
    expect(api.left).toEqual([COPY]);
  });

  test('O9: those whose time came and whose wake-up was lost are woken', async () => {
    const letter = await api.waiting();
    api.pass(MINUTE);
    expect(await reconcile(api.deps)).toMatchObject({ copies: 1 });
    expect(isWoken(letter)).toBe(true);
  });

  test('D1: a hand-over that nobody can be at any more is uncertain, by the workflow or by the reconciler', async () => {
    const [one, other] = [await api.letter(), await api.letter()];
    for (const letter of [one, other]) expect(await api.sender(letter).passFence(2)).toBe(true);
    expect(await api.drain(one)).toEqual({ kind: 'wait', until: api.now + 15 * MINUTE, waiting: 1 });
    api.pass(15 * MINUTE + 1);
    expect(await api.drain(one)).toEqual({ kind: 'ended' });
    expect(await reconcile(api.deps)).toMatchObject({ uncertain: 1, copies: 0 });
    for (const letter of [one, other]) expect(await api.standing(letter)).toEqual(['accepted', 'uncertain']);
    expect(await found(other.messageId)).toMatchObject([{ kind: 'stale_hand_over', entity: 'message' }]);
  });

  test('D1, U5: those of a message whose words are gone are cancelled, and none is asked for again', async () => {
    const letter = await api.waiting();
    await api.db.message.update({
      where: { id: letter.messageId },
      data: { contentHash: 'x', bodyText: '[erased]', bodyHtml: null },
    });
    expect(await api.drain(letter)).toEqual({ kind: 'ended' });
    expect(await api.standing(letter)).toEqual(['accepted', 'cancelled erased']);
    expect((await api.answer(letter, 'retry')).status).toBe(409);
    expect(api.left).toEqual([]);
  });

  test.each(['age', 'an erasure'])(
    'D1, U5: a copy of a message whose words went by %s is not asked for again',
    async (how) => {
      const letter = await api.waiting({ email: `${how.replace(' ', '-')}@acme.example` });
      api.tell(COPY, { result: UNKNOWN_USER });
      await api.drain(letter);
      if (how === 'age') {
        await api.ok('PATCH', '/v1/organisation', { body: { retention: { messages: 30 } } });
        api.pass(40 * 24 * 60 * MINUTE);
        await reconcile(api.deps);
        await api.ok('PATCH', '/v1/organisation', { body: { retention: { messages: null } } });
      } else {
        const { contactId } = await api.db.message.findUniqueOrThrow({ where: { id: letter.messageId } });
        await api.ok('POST', `/v1/contacts/${contactId}/erasures`, { body: { dryRun: false } });
      }
      const before = await api.shown(letter);
      const asked = await api.answer(letter, 'retry');
      expect([asked.status, asked.body.detail]).toEqual([409, expect.stringContaining('erased')]);
      expect(await api.shown(letter)).toEqual(before);
    },
  );

  test('O9: those of a main copy that was refused, or is in doubt, are nobody’s work', async () => {
    await api.uncertain(await api.due());
    await api.settle(...(await refused()));
    api.pass(60 * MINUTE);
    expect(await reconcile(api.deps)).toMatchObject({ copies: 0 });
  });

  async function refused(): Promise<Parameters<CopyWorld['settle']>> {
    const row = await api.due();
    return [row, await api.handedOver(row), { kind: 'refused', code: 550, reply: '550 no' }];
  }
});

describe('a copy that stays refused', () => {
  test('D2: it is tried with growing distance, and given up after two days, with the server’s words', async () => {
    const letter = await api.waiting();
    const waits: number[] = [];
    const look = async () => {
      api.tell(COPY, { result: BUSY });
      const next = await api.drain(letter);
      if (next.kind !== 'wait') return false;
      waits.push((next.until - api.now) / MINUTE);
      api.now = next.until;
      return true;
    };
    for (let tries = 0; tries < 6; tries++) await look();
    expect(waits).toEqual([5, 10, 20, 40, 80, 160]);
    const first = (await api.shown(letter)).copies[1]!.firstRefusedAt!;
    api.now = Date.parse(first) + 47 * 60 * MINUTE;
    expect(await look()).toBe(true);
    // The last try is when the two days are over.
    expect(waits.at(-1)).toBe(60);
    expect(await look()).toBe(false);
    expect((await api.shown(letter)).copies[1]).toMatchObject({
      status: 'refused',
      reason: 'too_late',
      code: 450,
      reply: '450 4.2.0 mailbox busy',
      refusals: 8,
      firstRefusedAt: first,
      retryAt: null,
    });
  });

  test('D2: one that was held for two days was never refused: it is cancelled, and a person may ask for it', async () => {
    const letter = await api.waiting();
    await api.ok('POST', `/v1/enrollments/${letter.enrollmentId}/pause`, { body: {} });
    expect(await api.drain(letter)).toMatchObject({ kind: 'wait', waiting: 1 });
    api.now = api.start + 48 * 60 * MINUTE + 1;
    expect(await api.drain(letter)).toEqual({ kind: 'ended' });
    expect([api.asked, await api.standing(letter)]).toEqual([[], ['accepted', 'cancelled too_late']]);
    await api.answer(letter, 'retry');
    expect(await api.drain(letter)).toMatchObject({ kind: 'wait', waiting: 1 });
    await api.ok('POST', `/v1/enrollments/${letter.enrollmentId}/resume`, { body: {} });
    api.pass(15 * MINUTE);
    expect(await api.drain(letter)).toEqual({ kind: 'ended' });
    expect(api.left).toEqual([COPY]);
  });
});

describe('a mailbox that fails between copies', () => {
  test('D2: its copies wait for its probe, nothing is called meanwhile, and one of them is the probe', async () => {
    const letter = await api.waiting({ cc: [COPY, 'second@acme.example'] });
    api.tell(COPY, { result: { kind: 'mailbox_failure', reply: '535 5.7.8 bad login' } });
    const [first, second] = [await api.drain(letter), await api.drain(letter)];
    expect(await api.db.mailbox.findUniqueOrThrow({ where: { id: api.world.mailboxId } })).toMatchObject({
      status: 'failing',
      statusReason: '535 5.7.8 bad login',
    });
    expect(first).toMatchObject({ kind: 'wait', waiting: 2 });
    if (second.kind !== 'wait') throw new Error('no wait');
    expect(second.until).toBeGreaterThan(api.now);
    expect(api.asked).toEqual([COPY]);
    // Who waits for a mailbox has somebody who looks after it.
    api.now = second.until - 1;
    expect(await reconcile(api.deps)).toMatchObject({ copies: 0 });
    api.now = second.until;
    for (let look = await api.drain(letter); look.kind === 'wait'; look = await api.drain(letter))
      api.now = Math.max(look.until, api.now);
    expect(api.left.sort()).toEqual([COPY, 'second@acme.example']);
    const mailbox = await api.db.mailbox.findUniqueOrThrow({ where: { id: api.world.mailboxId } });
    expect(mailbox.status).toBe('working');
  });
});

describe('a wake-up, or a worker that stops, in the phase of the copies', () => {
  test('S10: a wake-up leaves the rest to the workflow of the copies, and the send answers what comes next', async () => {
    const row = await api.due({ cc: [COPY, 'second@acme.example'] });
    const activity = new MockActivityEnvironment();
    api.tell(COPY, { after: () => Promise.resolve(activity.cancel()) });
    expect(await api.send(row, activity)).toMatchObject({ kind: 'wait', reason: 'scheduled' });
    const letter = await api.messageOf(row);
    expect(await api.standing(letter)).toEqual(['accepted', 'accepted', 'waiting']);
    expect(api.lifecycle.started).toContain(`copies ${letter.messageId}`);
    await api.drain(letter);
    expect(api.left.slice(1)).toEqual([COPY, 'second@acme.example']);
  });

  test('S10: neither does the loss of the database, or of Temporal, throw: the reconciler makes up for it', async () => {
    const row = await api.due({ cc: [COPY, 'second@acme.example'] });
    const { engine } = api;
    const lost = () => Promise.reject(new Error('lost'));
    const { lifecycle, store } = engine;
    api.tell(COPY, {
      before: () => {
        api.engine = engine;
        return Promise.resolve();
      },
    });
    const broken = { ...store, copies: { ...store.copies, passFence: lost, settle: lost, giveBack: lost } };
    api.engine = { ...engine, store: broken, lifecycle: { ...lifecycle, wakeCopies: lost } };
    expect(await api.send(row)).toMatchObject({ kind: 'wait', reason: 'scheduled' });
    api.engine = engine;
    const { messageId } = await api.messageOf(row);
    expect(await api.standing({ messageId })).toEqual(['accepted', 'claimed', 'claimed']);
    api.pass(3 * MINUTE);
    expect(await reconcile(api.deps)).toMatchObject({ copies: 1 });
    expect(await api.drain({ messageId })).toEqual({ kind: 'ended' });
    expect(api.left.slice(1)).toEqual([COPY, 'second@acme.example']);
  });
});
