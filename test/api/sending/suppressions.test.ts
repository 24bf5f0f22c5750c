import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '../../../infra/ids.ts';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';

interface Person {
  id: string;
  key: string;
}

const api = new ApiFixture();
let [member, owner, outsider]: Person[] = [];
let hidden: Json;
let open: Json;

beforeAll(async () => {
  await api.open();
  const rights = { granted: ['audit.read'] };
  member = await api.user('manager', rights);
  owner = await api.user('manager', rights);
  outsider = await api.user('manager', rights);
  hidden = await api.customer({ name: 'Hidden', arOwnerId: owner.id });
  open = await api.customer({ name: 'Open' });
  const { id } = await api.ok('POST', '/v1/visibility-groups', { body: { name: 'Few' } });
  await api.ok('PUT', `/v1/visibility-groups/${id}/members`, { body: { userIds: [member.id] } });
  await api.ok('POST', `/v1/visibility-groups/${id}/customers`, { body: { add: [hidden.id] } });
});
afterAll(() => api.close());

const contact = (customer: Json, body: object): Promise<Json> =>
  api.ok('POST', `/v1/customers/${customer.id}/contacts`, { body });
const suppress = (address: string, { key = api.adminKey, ...more }: Json = {}): Promise<Json> =>
  api.ok('POST', '/v1/suppressions', { key, body: { address, ...more } });
const remove = async (id: string, key: string): Promise<number> =>
  (await api.call('DELETE', `/v1/suppressions/${id}`, { key })).status;

/** Ids of the entries of an address in the whole list of a viewer, and in the one asked for by address. */
async function listed(address: string, { key }: { key: string }): Promise<string[]> {
  const [all, asked] = [
    await api.ok('GET', '/v1/suppressions?limit=200', { key }),
    await api.ok('GET', `/v1/suppressions?address=${encodeURIComponent(address)}`, { key }),
  ];
  const idsIn = ({ items }: Json) =>
    items.filter((each: Json) => each.address === address).map(({ id }: Json) => id);
  if (!address.startsWith('+')) expect(idsIn(asked)).toEqual(idsIn(all));
  return idsIn(all);
}

/** What the author is told and may find out about an entry, without what differs between any two. */
async function seenOf({ id, ...entry }: Json, { key }: { key: string }) {
  const audit = await api.ok('GET', `/v1/audit?entityId=${id}`, { key });
  return {
    entry: { ...entry, address: '' },
    isListed: (await listed(entry.address, { key })).includes(id),
    actions: audit.items.map(({ action }: Json) => action),
  };
}

async function isSuppressed(address: string): Promise<boolean> {
  return (await api.database.db.suppression.count({ where: { addressKey: address } })) > 0;
}

async function sentMessage(customerId: string, address: string): Promise<void> {
  const [id, at] = [newId('message'), new Date(api.now)];
  await api.database.db.message.create({
    data: {
      id,
      customerId,
      sourceKind: 'step_execution',
      sourceId: newId('stepExecution'),
      channel: 'email',
      status: 'sent',
      token: newId('claim'),
      arVersion: 1,
      headerId: `<${id}@test>`,
      subject: 'Your account',
      bodyText: 'open',
      references: [],
      facts: {},
      attempts: 1,
      claimedAt: at,
      settledAt: at,
      createdAt: at,
      recipients: { create: { n: 1, kind: 'to', address, status: 'accepted' } },
    },
  });
}

test('U3: a suppression of an address of hidden customers only is absent from list and audit log', async () => {
  await contact(hidden, { email: 'AP@hidden.example' });
  const { id } = await suppress('ap@hidden.example', { note: 'of Hidden' });
  for (const person of [member!, owner!, { key: api.adminKey }]) {
    expect(await listed('ap@hidden.example', person)).toEqual([id]);
    expect((await api.ok('GET', `/v1/audit?entityId=${id}`, person)).items).toHaveLength(1);
  }
  expect(await listed('ap@hidden.example', outsider!)).toEqual([]);
  expect((await api.ok('GET', `/v1/audit?entityId=${id}`, outsider)).items).toEqual([]);
  const all = await api.ok('GET', '/v1/audit?entity=suppression', outsider);
  expect(JSON.stringify(all)).not.toContain('hidden.example');
});

test('U3: an address that a visible customer has too, or that nobody has, is seen by whoever lists suppressions', async () => {
  await contact(hidden, { email: 'shared@firm.example' });
  await contact(open, { email: 'Shared@firm.example' });
  const shared = await suppress('shared@firm.example');
  const nobodys = await suppress('nobody@firm.example');
  for (const person of [outsider!, await api.user('viewer')]) {
    expect(await listed('shared@firm.example', person)).toEqual([shared.id]);
    expect(await listed('nobody@firm.example', person)).toEqual([nobodys.id]);
  }
});

test('U3: a number is hidden like an address, however it is written', async () => {
  await contact(hidden, { phone: '+49 (30) 555-01' });
  const { id } = await suppress('+49 30 55501', { channel: 'sms' });
  expect(await listed('+49 30 55501', member!)).toEqual([id]);
  expect(await listed('+49 30 55501', outsider!)).toEqual([]);
  expect((await api.ok('GET', `/v1/audit?entityId=${id}`, outsider)).items).toEqual([]);
});

test('U3: an address stays hidden after its contact has another one, if the customer was written to at it', async () => {
  const { id: contactId } = await contact(hidden, { email: 'former@hidden.example' });
  await sentMessage(hidden.id, 'former@hidden.example');
  const { id } = await suppress('former@hidden.example');
  await api.ok('PATCH', `/v1/contacts/${contactId}`, { body: { email: 'new@hidden.example' } });
  expect(await listed('former@hidden.example', member!)).toEqual([id]);
  expect(await listed('former@hidden.example', outsider!)).toEqual([]);
});

test('U3: pages are full and end, whatever is hidden between their entries', async () => {
  for (const n of [1, 2, 3]) {
    await suppress(`page-${n}@firm.example`, { reason: 'hard_bounce' });
    await contact(hidden, { email: `page-${n}@hidden.example` });
    await suppress(`page-${n}@hidden.example`, { reason: 'hard_bounce' });
  }
  const pages: string[][] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const query = `limit=2&reason=hard_bounce${cursor && `&cursor=${cursor}`}`;
    const page = await api.ok('GET', `/v1/suppressions?${query}`, outsider);
    pages.push(page.items.map(({ address }: Json) => address));
    cursor = page.nextCursor;
  }
  expect(pages).toEqual([['page-3@firm.example', 'page-2@firm.example'], ['page-1@firm.example']]);
});

test('U3: adding an address tells the same of it, whoever has it and whether it is suppressed already', async () => {
  const { key } = outsider!;
  await contact(hidden, { email: 'free@hidden.example' });
  await contact(hidden, { email: 'gone@hidden.example' });
  const earlier = await suppress('gone@hidden.example', { reason: 'unsubscribed', note: 'secret' });
  const seen = [];
  for (const address of ['plain@firm.example', 'free@hidden.example', 'gone@hidden.example']) {
    const added = await suppress(address, { key, note: 'mine' });
    expect(added.id).not.toBe(earlier.id);
    expect((await suppress(address, { key, note: 'again' })).id).toBe(added.id);
    seen.push(await seenOf({ ...added, createdAt: '' }, { key }));
  }
  const [plain, ...others] = seen;
  expect(plain).toMatchObject({
    entry: { note: 'mine', authorId: outsider!.id },
    isListed: true,
    actions: ['suppression.added'],
  });
  expect(others).toEqual([plain, plain]);
});

test('U3: removing an entry leaves those that are hidden from whoever removes it; others remove all they see', async () => {
  await contact(hidden, { email: 'both@hidden.example' });
  const theirs = await suppress('both@hidden.example', { reason: 'unsubscribed' });
  expect(await remove(theirs.id, outsider!.key)).toBe(404);
  const mine = await suppress('both@hidden.example', { key: outsider!.key });
  expect(await listed('both@hidden.example', member!)).toEqual([mine.id, theirs.id]);

  expect(await remove(mine.id, outsider!.key)).toBe(204);
  expect(await listed('both@hidden.example', outsider!)).toEqual([]);
  expect(await listed('both@hidden.example', member!)).toEqual([theirs.id]);

  const again = await suppress('both@hidden.example', { key: outsider!.key });
  expect(await remove(theirs.id, member!.key)).toBe(204);
  expect(await isSuppressed('both@hidden.example')).toBe(false);
  const removed = 'suppression.removed';
  expect(await api.auditActions(theirs.id)).toEqual(['suppression.added', removed]);
  expect(await api.auditActions(again.id)).toEqual(['suppression.added', removed]);
});
