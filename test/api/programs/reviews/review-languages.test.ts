import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ReviewWorld } from '../../../support/worlds/review-world.ts';
import type { Json } from '../../../support/servers/api-fixture.ts';

const api = new ReviewWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const debtors = [{ invoices: [{ daysOverdue: 9, balance: '1250.00' }] }];

/** A proposed message of a text to a customer of this locale. */
async function proposed(locale: string | null, templateId: string) {
  const of = await api.propose({ debtors, isUnwritten: true });
  const [item] = of.items;
  await api.db.customer.update({ where: { id: item!.customerId }, data: { locale } });
  const data = { templateId, subject: null, bodyHtml: null, bodyText: null };
  await api.db.touchpoint.update({ where: { id: of.touchpointId }, data });
  await api.prepare(of);
  const shown: Json = await api.show(of, item!);
  return { of, item: item!, shown };
}

describe('M6: messages of programs', () => {
  it('speak the customer’s language, else the organisation’s, and say which', async () => {
    const german = await proposed('de-AT', 'firm-reminder');
    expect(german.shown.language).toBe('de');
    expect(german.shown.subject).toMatch(/^Mahnung: .*1\.250,00.* überfällig bei /);
    expect(german.shown.text).toContain('Abmelden: ');
    await api.ok('PATCH', '/v1/organisation', { body: { locale: 'sv-SE' } });
    for (const locale of [null, 'da-DK']) {
      const { shown } = await proposed(locale, 'friendly-reminder');
      expect([shown.language, shown.text]).toEqual(['sv', expect.stringContaining('Avregistrera: ')]);
    }
    await api.ok('PATCH', '/v1/organisation', { body: { locale: 'en-GB' } });
  });

  it('take the variant of an own text, with plurals of the language that it is in', async () => {
    const count =
      '{{#balance.invoiceCountIs.few}}{{balance.invoiceCount}} faktury{{/balance.invoiceCountIs.few}}{{#balance.invoiceCountIs.one}}1 faktura{{/balance.invoiceCountIs.one}}';
    const { id } = await api.ok('POST', '/v1/templates', {
      body: {
        name: 'Own',
        level: 'account',
        language: 'en',
        subject: 'Overdue',
        bodyHtml: '<p>Please pay.</p>',
        variants: { pl: { subject: 'Po terminie', bodyHtml: `<p>${count}</p>` } },
      },
    });
    const polish = await proposed('pl-PL', id);
    expect([polish.shown.language, polish.shown.subject]).toEqual(['pl', 'Po terminie']);
    expect(polish.shown.text).toMatch(/^1 faktura/);
    const french = await proposed('fr-FR', id);
    expect([french.shown.language, french.shown.subject]).toEqual(['en', 'Overdue']);
  });

  it('keep their language, and the footer in it, when a person edits them', async () => {
    const { of, item } = await proposed('fr-FR', 'friendly-reminder');
    const edited = await api.edit(of, item, { bodyHtml: '<p>Bonjour</p>' });
    expect(edited.status).toBe(200);
    expect(await api.show(of, item)).toMatchObject({
      language: 'fr',
      text: expect.stringMatching(/^Bonjour\n\nSe désabonner\u00a0: /),
    });
  });

  it('M2, M5: an edit typed as plain text stays text, whatever stands between angle brackets', async () => {
    const { of, item } = await proposed('en-GB', 'friendly-reminder');
    await api.edit(of, item, { bodyHtml: 'Write to Jane <jane@example.com>,\nif a<b and c>d.' });
    const { html, text } = await api.show(of, item);
    expect(html).toContain('<p>Write to Jane &lt;jane@example.com&gt;,<br>\nif a&lt;b and c&gt;d.</p>');
    expect(text).toMatch(/^Write to Jane <jane@example\.com>,\nif a<b and c>d\.\n/);
  });
});

describe('M3: a message that cannot be rendered', () => {
  it('says so, with what is wrong, and shows no amount', async () => {
    const of = await api.propose({ debtors, touchpoint: { bodyHtml: '<p>{{contact.title}}</p>' } });
    expect(await api.items(of)).toMatchObject([
      {
        status: 'failed',
        amount: null,
        language: null,
        subject: null,
        errorCode: 'template',
        errorDetail: expect.stringContaining('contact.title is empty'),
      },
    ]);
  });
});
