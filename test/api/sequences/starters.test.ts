import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { LANGUAGES } from '../../../contracts/kinds.ts';
import { QueueWorld } from '../../support/worlds/queue-world.ts';
import type { Json } from '../../support/servers/api-fixture.ts';

const api = new QueueWorld();
beforeAll(async () => {
  await api.open();
  const body = {
    name: 'Acme',
    locale: 'de-DE',
    zone: 'Europe/Berlin',
    defaultMailboxId: api.world.mailboxId,
  };
  await api.ok('PATCH', '/v1/organisation', { body });
});
afterAll(() => api.close());

const make = (starterId: string, body: object) =>
  api.call('POST', `/v1/sequence-starters/${starterId}/sequences`, { body });

test('S2, M6: a starter is a draft in one call that can be activated as it is', async () => {
  const { items } = await api.ok('GET', '/v1/sequence-starters');
  expect(items.map(({ id }: Json) => id)).toEqual(['four-reminders', 'reminders-and-calls']);
  for (const starter of items) {
    expect(starter.languages).toEqual([...LANGUAGES]);
    const { status, body: draft } = await make(starter.id, { name: `Late payers, ${starter.id}` });
    expect([status, draft.status, draft.isTemplate, draft.zone]).toEqual([
      201,
      'draft',
      false,
      'Europe/Berlin',
    ]);
    expect(draft.activationProblems).toEqual([]);
    expect(draft.steps.map(({ type, timing }: Json) => [type, timing.days])).toEqual(
      starter.steps.map(({ type, days }: Json) => [type, days]),
    );
    const [first] = draft.steps;
    expect([first.language, first.label, Object.keys(first.variants).length]).toEqual([
      'de',
      'Freundliche Erinnerung',
      LANGUAGES.length - 1,
    ]);
    const activated = await api.ok('POST', `/v1/sequences/${draft.id}/activate`, { body: {} });
    expect(activated.status).toBe('active');
    expect(await api.auditActions(draft.id)).toContain('sequence.create');
  }
});

test('M6: each customer is written to in the language of the locale, and the preview says which', async () => {
  const { body: draft } = await make('four-reminders', { name: 'In all languages', language: 'en' });
  const [first] = draft.steps;
  const shown = async (locale: string | null) => {
    const { customerId } = await api.payer({ name: 'Northwind' });
    await api.db.customer.update({ where: { id: customerId }, data: { locale } });
    const body = { stepId: first.id, customerId };
    const { preview } = await api.ok('POST', `/v1/sequences/${draft.id}/preview`, { body });
    expect(preview.problems).toEqual([]);
    return [preview.language, preview.subject];
  };
  expect(await shown('it-IT')).toEqual(['it', expect.stringContaining('Il Suo saldo presso Acme')]);
  expect(await shown('pl')).toEqual(['pl', expect.stringContaining('Państwa saldo w Acme')]);
  expect(await shown(null)).toEqual(['de', expect.stringContaining('Ihr offener Saldo bei Acme')]);
  expect(await shown('da-DK')).toEqual(['de', expect.stringContaining('Ihr offener Saldo bei Acme')]);
});

test('S2: a taken name is 409, an unknown starter 404, an unknown mailbox 422, and agents make none', async () => {
  await make('four-reminders', { name: 'Taken' });
  expect((await make('four-reminders', { name: 'TAKEN' })).status).toBe(409);
  expect((await make('no-such-starter', { name: 'Other' })).status).toBe(404);
  const lost = await make('four-reminders', { name: 'Other', mailboxId: 'mbx_01h455vb4pex5vsknk084sn02q' });
  expect([lost.status, lost.body.errors[0].field]).toEqual([422, 'mailboxId']);
  const { key } = await api.user('agent');
  const path = '/v1/sequence-starters/four-reminders/sequences';
  expect((await api.call('POST', path, { key, body: { name: 'Other' } })).status).toBe(403);
});

test('S7, M6: a variant without a subject keeps a step from activation', async () => {
  const { body: draft } = await make('four-reminders', { name: 'Without a subject' });
  const body = { variants: { fr: { body: 'Bonjour' } } };
  await api.ok('PATCH', `/v1/sequences/${draft.id}/steps/${draft.steps[0].id}`, { body });
  const answer = await api.call('POST', `/v1/sequences/${draft.id}/activate`, { body: {} });
  expect([answer.status, answer.body.errors.map(({ field }: Json) => field)]).toEqual([
    422,
    ['steps[0].variants.fr.subject'],
  ]);
});

test('M3, M6: every variant of a step is checked, and none stands beside a prompt or at a call', async () => {
  const { body: draft } = await make('four-reminders', { name: 'To be edited' });
  const path = `/v1/sequences/${draft.id}/steps`;
  const email = {
    type: 'email',
    label: 'Mail',
    timing: { kind: 'offset', days: 3 },
    subject: 'a',
    body: 'b',
  };
  const refused = async (change: object): Promise<string[]> => {
    const answer = await api.call('POST', path, { body: { ...email, ...change } });
    expect(answer.status).toBe(422);
    return answer.body.errors.map(({ field }: Json) => field).sort();
  };
  expect(await refused({ variants: { fr: { subject: '{{#a}}', body: '{{nope}}' } } })).toEqual([
    'variants.fr.body',
    'variants.fr.subject',
  ]);
  expect(await refused({ language: 'fr', variants: { FR: { subject: 'a', body: 'b' } } })).toEqual([
    'variants.FR',
  ]);
  expect(await refused({ variants: { fr: { subject: 'a' } } })).toEqual(['variants.fr.body']);
  const call = { type: 'call', subject: undefined, body: undefined, language: 'de' };
  expect(await refused({ ...call, variants: { fr: { body: 'b' } } })).toEqual(['language', 'variants']);
});
