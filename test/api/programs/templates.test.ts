import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { BUILT_IN_TEMPLATES } from '../../../domain/programs/built-in-templates.ts';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

let counter = 0;
const text = { subject: 'Overdue: {{balance.overdue}}', bodyHtml: '<p>Please pay.</p>' };
const create = (change: object = {}): Promise<Json> =>
  api.ok('POST', '/v1/templates', {
    body: { name: `Text ${++counter}`, level: 'account', ...text, ...change },
  });
const builtInIds = BUILT_IN_TEMPLATES.map(({ id }) => id);
const fieldsOf = (body: Json): string[] => body.errors.map((error: Json) => error.field).sort();
const idsOf = ({ items }: Json): string[] => items.map((item: Json) => item.id);

test('M2: a text is added, read, changed and archived', async () => {
  const template = await create({ bodyText: 'Please pay.' });
  expect(template).toMatchObject({ ...text, bodyText: 'Please pay.', isBuiltIn: false, version: 1 });
  const path = `/v1/templates/${template.id}`;
  expect(await api.ok('GET', path)).toEqual(template);
  const changed = await api.ok('PATCH', path, { body: { name: 'Another name', bodyText: null } });
  expect(changed).toMatchObject({ name: 'Another name', bodyText: null, version: 2, ...text });
  expect((await api.ok('POST', `${path}/archive`)).archivedAt).not.toBeNull();
  expect((await api.call('PATCH', path, { body: { name: 'Too late' } })).status).toBe(409);
  expect((await api.call('POST', `${path}/archive`)).status).toBe(409);
  expect(await api.auditActions(template.id)).toEqual([
    'template.created',
    'template.updated',
    'template.archived',
  ]);
});

test('M2: names are unique in any case, also against built-in and archived texts', async () => {
  const { name, id } = await create();
  await api.ok('POST', `/v1/templates/${id}/archive`);
  for (const taken of [name.toUpperCase(), 'FINAL notice']) {
    const body = { name: taken, level: 'account', ...text };
    const answer = await api.call('POST', '/v1/templates', { body });
    expect([answer.status, fieldsOf(answer.body)]).toEqual([409, ['name']]);
  }
  const other = await create();
  expect((await api.call('PATCH', `/v1/templates/${other.id}`, { body: { name } })).status).toBe(409);
});

test('M3: broken tags and unknown variables are refused with their place, at the level of the text', async () => {
  const tryToCreate = (change: object) =>
    api.call('POST', '/v1/templates', { body: { name: 'Broken', level: 'account', ...text, ...change } });
  const broken = await tryToCreate({ subject: '{{invoice.number}}', bodyHtml: '<p>\n{{nope}}</p>' });
  expect(broken.status).toBe(422);
  expect(broken.body.errors).toContainEqual({
    field: 'bodyHtml',
    message: 'line 2, column 1: Unknown variable nope',
  });
  expect(fieldsOf(broken.body)).toEqual(['bodyHtml', 'subject']);
  expect(fieldsOf((await tryToCreate({ bodyHtml: '   ' })).body)).toEqual(['bodyHtml']);
  expect(fieldsOf((await tryToCreate({ subject: 'a\r\nBcc: b@c.example' })).body)).toEqual(['subject']);
  const { id } = await create({ level: 'invoice', subject: '{{invoice.number}}' });
  const answer = await api.call('PATCH', `/v1/templates/${id}`, { body: { bodyText: '{{#a}}' } });
  expect([answer.status, fieldsOf(answer.body)]).toEqual([422, ['bodyText']]);
  expect((await api.ok('GET', `/v1/templates/${id}`)).version).toBe(1);
});

test('P1: built-in texts come first, can be read and chosen, and are never changed', async () => {
  const { items } = await api.ok('GET', '/v1/templates?limit=200');
  expect(items.slice(0, builtInIds.length).map((item: Json) => item.id)).toEqual(builtInIds);
  expect(items.filter((item: Json) => item.isBuiltIn)).toHaveLength(builtInIds.length);
  const notice = await api.ok('GET', '/v1/templates/final-notice');
  expect(notice).toMatchObject({ name: 'Final notice', isBuiltIn: true, createdAt: null });
  for (const [method, end, body] of [
    ['PATCH', '', { name: 'Mine now' }],
    ['POST', '/archive', undefined],
  ] as const) {
    expect((await api.call(method, `/v1/templates/final-notice${end}`, { body })).status).toBe(409);
  }
  expect((await api.call('GET', '/v1/templates/no-such-text')).status).toBe(404);
  expect((await api.call('GET', '/v1/templates/Nonsense!')).status).toBe(422);
});

test('M2: the list is paged, searched and filtered, and hides archived texts unless asked', async () => {
  const kept = await create({ name: 'Needle_kept' });
  const gone = await create({ name: 'Needle_gone', level: 'invoice', subject: '{{invoice.number}}' });
  await create({ name: 'Needlexkept' });
  await api.ok('POST', `/v1/templates/${gone.id}/archive`);
  const list = (query: string) => api.ok('GET', `/v1/templates?${query}`);
  expect(idsOf(await list('search=needle_'))).toEqual([kept.id]);
  expect(idsOf(await list('search=needle_&includeArchived=true'))).toEqual([kept.id, gone.id]);
  expect(idsOf(await list('search=needle_&includeArchived=true&level=invoice'))).toEqual([gone.id]);
  expect(idsOf(await list('search=NOTICE'))).toEqual(['final-notice']);
  const all: string[] = [];
  let cursor = '';
  do {
    const page = await list(`limit=2${cursor}`);
    expect(page.items.length).toBeLessThanOrEqual(2);
    all.push(...idsOf(page));
    cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`;
  } while (cursor);
  expect(all).toEqual(idsOf(await list('limit=200')));
  expect(new Set(all).size).toBe(all.length);
});

test('P11: a text that an active touchpoint uses cannot be archived, also when both happen at once', async () => {
  const program = await api.ok('POST', '/v1/programs', { body: { name: 'User of texts' } });
  const path = `/v1/programs/${program.id}/touchpoints`;
  const { id } = await create();
  const body = { label: 'Mine', offsetDays: 99, templateId: id };
  const touchpoint = await api.ok('POST', path, { body });
  const refused = await api.call('POST', `/v1/templates/${id}/archive`);
  expect([refused.status, refused.body.detail]).toEqual([409, expect.stringContaining('User of texts')]);
  await api.ok('POST', `${path}/${touchpoint.id}/archive`);
  await api.ok('POST', `/v1/templates/${id}/archive`);
  const late = await api.call('POST', path, { body });
  expect([late.status, fieldsOf(late.body)]).toEqual([422, ['templateId']]);

  for (let round = 0; round < 5; round++) {
    const raced = await create();
    const [archived, added] = await Promise.all([
      api.call('POST', `/v1/templates/${raced.id}/archive`),
      api.call('POST', path, { body: { label: 'x', offsetDays: 200 + round, templateId: raced.id } }),
    ]);
    expect([`${archived.status} ${added.status}`]).toContainEqual(
      expect.stringMatching(/^(?:200 422|409 201)$/),
    );
  }
});

test('P1: a copy of a program keeps the words of a text that was archived meanwhile', async () => {
  const program = await api.ok('POST', '/v1/programs', { body: { name: 'Archived soon' } });
  const template = await create({ bodyText: 'Pay.' });
  const body = { label: 'Mine', offsetDays: 99, templateId: template.id };
  await api.ok('POST', `/v1/programs/${program.id}/touchpoints`, { body });
  await api.ok('POST', `/v1/programs/${program.id}/archive`);
  await api.ok('POST', `/v1/templates/${template.id}/archive`);
  const copy = await api.ok('POST', `/v1/programs/${program.id}/duplicate`, { body: { name: 'Its copy' } });
  const copied = copy.touchpoints.find((each: Json) => each.offsetDays === 99);
  expect(copied).toMatchObject({ templateId: null, ...text, bodyText: 'Pay.' });
});

test('U1: viewers read texts, agents do not save them', async () => {
  const viewer = await api.user('viewer');
  expect((await api.call('GET', '/v1/templates', { key: viewer.key })).status).toBe(200);
  const agent = await api.user('agent');
  const body = { name: 'Nope', level: 'account', ...text };
  expect((await api.call('POST', '/v1/templates', { key: agent.key, body })).status).toBe(403);
});
