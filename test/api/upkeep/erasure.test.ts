import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { newId } from '../../../infra/ids.ts';
import type { Json } from '../../support/servers/api-fixture.ts';
import { CopyWorld } from '../../support/worlds/copy-world.ts';
import { runImport } from '../../support/worlds/csv-calls.ts';
import { whereItStands } from '../../support/worlds/whole-database.ts';
import { onDay } from '../../support/rows/fixtures.ts';

const api = new CopyWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const EMAIL = 'erika.mustermann@forget.example';
const OLD_EMAIL = 'erika.alt@forget.example';
const PHONE = '+49 30 5550 7788';
const NAME = 'Erika Mustermann';
const SECRET = 'xylophone quarrel';
const TRACES = [
  EMAIL,
  OLD_EMAIL,
  NAME,
  '5550 7788',
  '555077 88',
  '49305550',
  SECRET,
  '5550-7788',
  'erika%2E',
  'mustermann',
];

const erase = (contactId: string, dryRun: boolean, key?: string): Promise<Json> =>
  api.ok('POST', `/v1/contacts/${contactId}/erasures`, {
    body: { dryRun },
    ...(key !== undefined && { key }),
  });

/** A person who stands in everything that knows of people. */
async function personEverywhere(): Promise<{ customerId: string; contactId: string; messageId: string }> {
  const { db } = api;
  const letter = await api.letter({
    email: EMAIL,
    steps: [
      {
        timing: onDay(0, '08:00'),
        cc: ['boss@forget.example'],
        subject: 'About {{contact.name}}',
        body: `<p>Dear {{contact.name}}, ${'x'}</p>`,
      },
      { timing: onDay(5), cc: [EMAIL, 'boss@forget.example'] },
    ],
  });
  const { customerId, contactId, messageId, enrollmentId } = letter;
  await api.ok('PATCH', `/v1/contacts/${contactId}`, { body: { email: OLD_EMAIL, name: NAME } });
  await api.ok('PATCH', `/v1/contacts/${contactId}`, {
    body: { email: EMAIL, phone: PHONE, title: `Assistant of ${NAME}` },
    headers: { 'Idempotency-Key': newId('claim') },
  });
  await api.ok('POST', `/v1/customers/${customerId}/contacts`, {
    body: { name: 'Nils Nächster', email: 'nils@forget.example' },
  });
  await api
    .ok('POST', `/v1/customers/${customerId}/communications`, {
      body: {
        kind: 'call',
        direction: 'inbound',
        callType: 'payment',
        contactId,
        occurredAt: new Date(api.now - 1000).toISOString(),
        subject: SECRET,
        content: `She said ${SECRET}`,
      },
      headers: { 'Idempotency-Key': newId('claim') },
    })
    .catch(() =>
      db.communication.create({
        data: {
          id: newId('communication'),
          customerId,
          contactId,
          kind: 'call',
          direction: 'inbound',
          subject: SECRET,
          content: `She said ${SECRET}`,
          occurredAt: new Date(api.now),
          createdAt: new Date(api.now),
        },
      }),
    );
  await api.ok('POST', `/v1/customers/${customerId}/notes`, {
    body: { content: `Ask ${NAME} (${EMAIL.toUpperCase()}, 0049 30 5550 7788, 030/5550-7788)` },
  });
  await db.messageAttempt.updateMany({ where: { messageId }, data: { reply: `250 2.1.5 <${EMAIL}> ok` } });
  await db.message.update({
    where: { id: messageId },
    data: {
      resultText: `250 <${EMAIL}> queued`,
      subject: SECRET,
      bodyText: SECRET,
      bodyHtml: `<p>${SECRET}</p>`,
    },
  });
  await api
    .ok('POST', `/v1/enrollments/${enrollmentId}/events`, {
      body: { kind: 'bounce', messageId, address: EMAIL, detail: `<${EMAIL}>: ${SECRET}` },
    })
    .catch(() => undefined);
  await db.promptAnswer.create({
    data: {
      id: newId('promptAnswer'),
      sourceKind: 'step_execution',
      sourceId: letter.executionId,
      customerId,
      model: 'm',
      prompt: `Write to ${NAME}`,
      facts: { contact: { name: NAME, email: EMAIL } },
      answer: `Dear Erika, ${SECRET}`,
      problems: [],
      factsHash: 'h',
      durationMs: 1,
      createdAt: new Date(api.now),
    },
  });
  await db.importError.create({
    data: {
      line: 7,
      column: 'email',
      message: `"${EMAIL}" of ${NAME} is twice in the file`,
      import: {
        create: {
          id: newId('import'),
          kind: 'contacts',
          isDryRun: false,
          status: 'completed',
          total: 1,
          created: 0,
          updated: 0,
          skipped: 0,
          failed: 1,
          createdById: api.adminId,
          createdAt: new Date(api.now),
        },
      },
    },
  });
  const webhook = await api.ok('POST', '/v1/webhooks', {
    body: { url: 'https://erp.example.com/h', events: ['contact.updated'] },
  });
  const deliveryId = newId('webhookDelivery');
  await db.webhookDelivery.create({
    data: {
      id: deliveryId,
      webhookId: webhook.id,
      eventKey: 'k',
      event: 'contact.updated',
      customerId,
      occurredAt: new Date(api.now),
      data: { note: `by ${NAME}`, customerId, phones: [PHONE] },
      status: 'delivered',
      attempts: 1,
      createdAt: new Date(api.now),
      log: {
        create: {
          attempt: 1,
          at: new Date(api.now),
          durationMs: 1,
          statusCode: 200,
          reply: `stored ${EMAIL} {"${NAME}"}`,
        },
      },
    },
  });
  await api.ok('POST', '/v1/suppressions', { body: { address: EMAIL, note: `Asked by ${NAME}` } });
  return { customerId, contactId, messageId };
}

describe('U5: a person is forgotten', () => {
  test('everywhere in the database, and what was done is told: first as a dry run that changes nothing', async () => {
    const { customerId, contactId, messageId } = await personEverywhere();
    expect((await whereItStands(api.db, TRACES)).length).toBeGreaterThan(12);
    const before = await whereItStands(api.db, TRACES);
    const tried = await erase(contactId, true);
    expect(tried).toMatchObject({ erasure: null, contactIds: [contactId], inFlight: [] });
    expect(await whereItStands(api.db, TRACES)).toEqual(before);
    expect((await api.ok('GET', '/v1/erasures')).items).toEqual([]);

    const done = await erase(contactId, false);
    expect(done.erasure).toMatchObject({ contactId, customerId, status: 'done', createdById: api.adminId });
    expect(await whereItStands(api.db, TRACES)).toEqual([]);
    expect(done.counts).toEqual(tried.counts);
    expect(done.counts).toMatchObject({ contacts: 1, messages: 1, suppressions: 1 });
    expect(await api.ok('GET', `/v1/erasures/${done.erasure.id}`)).toEqual(done.erasure);

    const message = await api.db.message.findUniqueOrThrow({ where: { id: messageId } });
    expect(message).toMatchObject({ status: 'sent', subject: '[erased]', bodyText: '[erased]' });
    expect(message.headerId).toContain('@');
    expect(message.contentHash).toMatch(/^[0-9a-f]{64}$/);
    expect(message.handedOverAt).not.toBeNull();

    const again = await erase(contactId, false);
    expect(again.erasure).toEqual(done.erasure);
    api.pass(10 * 60_000);
    await reconcile(api.deps);
    expect(await api.db.erasure.count({ where: { terms: { not: null } } })).toBe(0);
    expect((await api.call('PATCH', `/v1/contacts/${contactId}`, { body: { name: 'Back' } })).status).toBe(
      409,
    );
  });

  test('the address stays suppressed by its hash, and the list says only that it was erased', async () => {
    const { items } = await api.ok('GET', `/v1/suppressions?address=${EMAIL}`);
    expect(items).toMatchObject([{ address: '[erased]', note: null, reason: 'hard_bounce' }]);
    const row = await api.row({ email: EMAIL });
    await expect(api.claim(row)).rejects.toThrow('not claimed');
    const step = await api.db.stepExecution.findFirstOrThrow({ where: { enrollmentId: row.enrollmentId } });
    expect(step.status).not.toBe('sending');
    await api.ok('POST', '/v1/suppressions', { body: { address: EMAIL } });
    expect(await api.db.suppression.count({ where: { address: EMAIL } })).toBe(0);
  });

  test('neither a file nor a sync brings the person back: the row is skipped, with the reason', async () => {
    const customer = await api.customer({ externalId: 'C-ERASE' });
    const { id: contactId } = await api.ok('POST', `/v1/customers/${customer.id}/contacts`, {
      body: { name: 'Gustav Gehtweg', email: 'gustav@forget.example' },
    });
    const stays = await api.ok('POST', `/v1/customers/${customer.id}/contacts`, {
      body: { name: 'Berta Bleibt', email: 'berta@forget.example' },
    });
    await erase(contactId, false);
    const file = [
      'customer_external_id,name,email',
      'C-ERASE,Gustav Gehtweg,Gustav@forget.example',
      'C-ERASE,Berta Bleibt,berta@forget.example',
      'C-ERASE,Neu Neumann,neu@forget.example',
    ].join('\n');
    const imported = await runImport(api, 'contacts', file);
    // One created, one as it was, one left out.
    expect(imported.counts).toEqual([1, 1, 1, 0]);
    expect([imported.errors, imported.warnings]).toEqual([[], [expect.stringMatching(/^2 .*erased/)]]);
    const synced = await api.ok('POST', '/v1/sync/contacts', {
      body: { items: [{ customerExternalId: 'C-ERASE', name: 'Gustav G', email: 'gustav@forget.example' }] },
    });
    expect(synced).toMatchObject({ created: 0, skipped: 1, items: [{ outcome: 'skipped', id: null }] });
    expect(await whereItStands(api.db, ['gustav'])).toEqual([]);
    expect((await api.ok('GET', `/v1/contacts/${stays.id}`)).name).toBe('Berta Bleibt');
  });

  test('what another contact has stays theirs: the same address at another customer, the same number beside', async () => {
    const [one, other] = [await api.customer(), await api.customer()];
    const body = { name: 'Paul Doppelt', email: 'paul@forget.example', phone: '+49 40 123456789' };
    const first = await api.ok('POST', `/v1/customers/${one.id}/contacts`, { body });
    const second = await api.ok('POST', `/v1/customers/${other.id}/contacts`, { body });
    const done = await erase(first.id, false);
    expect(done.sameAddressAt).toEqual([{ contactId: second.id, customerId: other.id }]);
    expect(await api.ok('GET', `/v1/contacts/${second.id}`)).toMatchObject(body);
    expect(await api.db.suppression.count({ where: { address: '[erased]', erasedCustomerId: one.id } })).toBe(
      0,
    );
    await erase(second.id, false);
    expect(await whereItStands(api.db, ['paul@forget.example', 'Paul Doppelt', '123456789'])).toEqual([]);
  });

  test('it takes the permission, and the customer has to be seen', async () => {
    const customer = await api.customer();
    const contact = await api.ok('POST', `/v1/customers/${customer.id}/contacts`, {
      body: { name: 'Hidden H' },
    });
    const manager = await api.user('manager');
    const path = `/v1/contacts/${contact.id}/erasures`;
    expect((await api.call('POST', path, { key: manager.key, body: { dryRun: true } })).status).toBe(403);
    const eraser = await api.user('agent', { granted: ['contacts.erase', 'visibility.manage'] });
    const group = await api.ok('POST', '/v1/visibility-groups', { body: { name: newId('claim') } });
    await api
      .ok('PUT', `/v1/visibility-groups/${group.id}/members`, { body: { userIds: [] } })
      .catch(() => undefined);
    await api.db.visibilityGroupCustomer.create({ data: { groupId: group.id, customerId: customer.id } });
    expect((await api.call('POST', path, { key: eraser.key, body: { dryRun: false } })).status).toBe(404);
  });
});
