import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { confirmWords } from '../../../commands/enrollments/sms/confirm-words.ts';
import { receiveSms } from '../../../commands/enrollments/sms/receive-sms.ts';
import type { Json } from '../../support/servers/api-fixture.ts';
import type { HandOverResult } from '../../../infra/mail/hand-over-result.ts';
import type { OutgoingSms } from '../../../infra/sms/texter.ts';
import { MONDAY } from '../../support/worlds/outcome-world.ts';
import { OUR_NUMBER, SmsInWorld } from '../../support/worlds/sms-in-world.ts';

const world = new SmsInWorld();
/** What reached the gateway. */
const sent: (Pick<OutgoingSms, 'text' | 'key'> & { from: string })[] = [];
/** How the next hand-overs end; `no_fence`: before the fence is asked. */
let results: (HandOverResult & { isBefore?: boolean })[] = [];
let last = 100;

beforeAll(async () => {
  await world.open();
  world.engine.texter = {
    async deliver({ text, key, mailbox, recipients }, _copies, on) {
      const { isBefore = false, ...result } = results.shift() ?? { kind: 'sent', code: 201, reply: '' };
      if (!isBefore) {
        if (!(await on.fence(1))) return void (await on.settle(1, { kind: 'fenced_off' }));
        expect(recipients[0]!.address).toBe(number());
        sent.push({ text, key, from: mailbox.number });
      }
      await on.settle(1, result);
    },
  };
});
afterAll(() => world.close());
beforeEach(async () => {
  world.now = MONDAY;
  last += 1;
  sent.length = 0;
  results = [];
});

const number = (): string => `+61491570${last}`;
const answers = async (): Promise<(string | null)[]> =>
  (await world.db.smsInbound.findMany({ where: { fromNumber: number() }, orderBy: { id: 'asc' } })).map(
    ({ answer }) => answer,
  );
const confirm = () => confirmWords(world.engine);

test('M7: STOP and START are confirmed once each, by the number they came to, in the customer’s language', async () => {
  const { customerId } = await world.withPhone(number());
  await world.ok('PATCH', `/v1/customers/${customerId}`, { body: { locale: 'de-AT' } });
  await world.textUs(number(), 'STOP');
  await world.textUs(number(), 'STOP');
  expect(await Promise.all([confirm(), confirm()])).toContain(1);
  await confirm();
  expect(sent).toMatchObject([
    {
      from: OUR_NUMBER,
      text: 'Acme: Sie erhalten keine SMS mehr von uns. Antworten Sie START, um sie wieder zu erhalten.',
    },
  ]);
  await world.textUs(number(), 'START');
  await world.textUs(number(), 'START');
  await confirm();
  expect(sent).toHaveLength(2);
  expect(sent[1]!.text).toContain('STOP');
  expect(await answers()).toEqual(['sent', null, 'sent', null]);
  const { items } = await world.ok('GET', `/v1/customers/${customerId}/communications?kind=sms`);
  expect(items.filter(({ direction }: Json) => direction === 'outbound')).toHaveLength(2);
});

test('D1: a confirmation of which nobody knows is never sent again', async () => {
  await world.withPhone(number());
  await world.textUs(number(), 'STOP');
  results = [{ kind: 'unknown', phase: 'final_reply', reply: 'cut' }];
  await confirm();
  await confirm();
  expect(sent).toHaveLength(1);
  expect(await answers()).toEqual(['handed_over']);
});

test('D2: a gateway that fails is asked again, under the same key, and for an hour', async () => {
  await world.withPhone(number());
  await world.textUs(number(), 'STOP');
  results = [
    { kind: 'mailbox_failure', reply: 'no connection', isBefore: true },
    { kind: 'temporary_after_body', code: 503, reply: 'later' },
  ];
  await confirm();
  await confirm();
  await confirm();
  expect(new Set(sent.map(({ key }) => key)).size).toBe(1);
  expect(await answers()).toEqual(['sent']);
  last += 1;
  await world.withPhone(number());
  await world.textUs(number(), 'STOP');
  world.now += 61 * 60_000;
  await confirm();
  expect(await answers()).toEqual(['dropped']);
});

test('M7: a wish that is another one by then is not confirmed, nor one that changed nothing', async () => {
  await world.withPhone(number());
  await world.textUs(number(), 'STOP');
  await world.textUs(number(), 'START');
  await confirm();
  expect(sent).toHaveLength(1);
  expect(await answers()).toEqual(['dropped', 'sent']);
  last += 1;
  await world.withPhone(number());
  await world.textUs(number(), 'START');
  await world.textUs(number(), 'Hello');
  await confirm();
  expect(await answers()).toEqual([null, null]);
});

test('M7: START where a person has blocked the number confirms nothing: it gets no sms', async () => {
  await world.withPhone(number());
  await world.ok('POST', '/v1/suppressions', { body: { channel: 'sms', address: number() } });
  await world.textUs(number(), 'STOP');
  await world.textUs(number(), 'START');
  await confirm();
  expect(sent).toEqual([]);
  expect(await answers()).toEqual(['dropped', 'dropped']);
});

test('M7: a gateway that confirms by itself is not repeated', async () => {
  await world.withPhone(number());
  const sms = { gatewayId: 'SM-own', from: number(), to: OUR_NUMBER, text: 'STOP', at: null, word: null };
  expect(await receiveSms(world.engine, 'twilio', { sms, confirms: false })).toBe('taken');
  expect(await receiveSms(world.engine, 'twilio', { sms, confirms: false })).toBe('known');
  await confirm();
  expect(sent).toEqual([]);
  expect(await answers()).toEqual(['by_gateway']);
});

test('D9: a switch of everything holds confirmations too; ended within the hour, they leave', async () => {
  await world.withPhone(number());
  await world.textUs(number(), 'STOP');
  await world.ok('PUT', '/v1/switches', { body: { scope: 'all', isOn: true, reason: 'Wrong amounts' } });
  await confirm();
  expect([sent, await answers()]).toEqual([[], ['due']]);
  await world.ok('PUT', '/v1/switches', { body: { scope: 'all', isOn: false } });
  await confirm();
  expect([sent.length, await answers()]).toEqual([1, ['sent']]);
});

test('M1: nothing leaves from a number that is retired: its successor confirms, or nobody', async () => {
  const body = { name: 'Heir', number: '+4915123456780', zone: 'UTC' };
  const heir = await world.ok('POST', '/v1/sms-senders', { body });
  await world.withPhone(number());
  const retire = (successorId: string | null) =>
    world.ok('POST', `/v1/sms-senders/${world.smsSenderId}/retire`, { body: { successorId } });
  try {
    await retire(heir.id);
    await world.textUs(number(), 'STOP');
    await confirm();
    expect(sent).toMatchObject([{ from: heir.number }]);
    await retire(null);
    await world.textUs(number(), 'START');
    await confirm();
    expect([sent.length, await answers()]).toEqual([1, ['sent', 'dropped']]);
  } finally {
    await world.ok('POST', `/v1/sms-senders/${world.smsSenderId}/reinstate`, { body: {} });
  }
});
