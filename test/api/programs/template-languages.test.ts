import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { LANGUAGES } from '../../../contracts/kinds.ts';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

let counter = 0;
const base = {
  level: 'account',
  language: 'en',
  subject: 'Overdue: {{balance.overdue}}',
  bodyHtml: '<p>Please pay.</p>',
};
const de = { subject: 'Überfällig: {{balance.overdue}}', bodyHtml: '<p>Bitte zahlen.</p>', bodyText: null };
const fr = { subject: 'Échu : {{balance.overdue}}', bodyHtml: 'Veuillez régler.', bodyText: null };
const tryToCreate = (change: object) =>
  api.call('POST', '/v1/templates', { body: { name: `Text ${++counter}`, ...base, ...change } });
const fieldsOf = (body: Json): string[] => body.errors.map((error: Json) => error.field).sort();

test('M6: a text has variants by language under one name, read, changed as a whole and audited', async () => {
  const { body: template } = await tryToCreate({ variants: { de, fr } });
  expect(template).toMatchObject({
    ...base,
    variants: { de, fr },
    languages: ['en', 'de', 'fr'],
    tone: null,
  });
  const path = `/v1/templates/${template.id}`;
  expect(await api.ok('GET', path)).toEqual(template);
  const shown = async (language: string) => {
    const { subject, language: used } = await api.ok('GET', `${path}?language=${language}`);
    return [subject, used];
  };
  expect(await shown('de-AT')).toEqual([de.subject, 'de']);
  expect(await shown('it')).toEqual([base.subject, 'en']);
  const changed = await api.ok('PATCH', path, { body: { variants: { 'pt-BR': fr } } });
  expect(changed).toMatchObject({ languages: ['en', 'pt-BR'], version: 2, subject: base.subject });
  expect(await shown('pt-PT')).toEqual([fr.subject, 'pt-BR']);
});

test('M3, M6: every variant is checked, each problem with its language, field and place', async () => {
  const answer = await tryToCreate({
    variants: { de: { ...de, bodyHtml: '<p>\n{{nope}}</p>' }, fr: { ...fr, subject: '{{#a}}' } },
  });
  expect([answer.status, fieldsOf(answer.body)]).toEqual([
    422,
    ['variants.de.bodyHtml', 'variants.fr.subject'],
  ]);
  expect(answer.body.errors).toContainEqual({
    field: 'variants.de.bodyHtml',
    message: 'line 2, column 1: Unknown variable nope',
  });
  const { body: template } = await tryToCreate({ variants: { de } });
  const path = `/v1/templates/${template.id}`;
  for (const [variants, field] of [
    [{ de: { ...de, subject: '{{invoice.number}}' } }, 'variants.de.subject'],
    [{ de, DE: de }, 'variants.DE'],
    [{ en: de }, 'variants.en'],
    [{ 'no such language': de }, 'variants.no such language'],
  ] as const) {
    const refused = await api.call('PATCH', path, { body: { variants } });
    expect([refused.status, fieldsOf(refused.body)]).toEqual([422, [field]]);
  }
  expect((await api.ok('GET', path)).version).toBe(1);
});

test('M6: a built-in text says which languages it has, and shows the words of each', async () => {
  const notice = await api.ok('GET', '/v1/templates/final-notice');
  expect(notice).toMatchObject({ language: 'en', languages: [...LANGUAGES], tone: 'final', variants: {} });
  const japanese = await api.ok('GET', '/v1/templates/final-notice?language=ja-JP');
  expect([japanese.language, japanese.subject]).toEqual(['ja', expect.stringContaining('最終のお知らせ')]);
  const { items } = await api.ok('GET', '/v1/templates?limit=200');
  const tones = items.filter((item: Json) => item.isBuiltIn).map((item: Json) => [item.level, item.tone]);
  expect(tones).toEqual(
    ['account', 'invoice'].flatMap((level) =>
      ['friendly', 'firm', 'urgent', 'final'].map((tone) => [level, tone]),
    ),
  );
});
