import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer, Json } from '../../support/servers/api-fixture.ts';
import { ReviewWorld } from '../../support/worlds/review-world.ts';
import { hideCustomer } from '../../support/worlds/touchpoint-rows.ts';
import { KNOWN_VARIABLES } from '../../../domain/rendering/known-variables.ts';
import { findTemplateProblems } from '../../../domain/rendering/template.ts';

const api = new ReviewWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const preview = (programId: string, body: object, key = api.adminKey): Promise<Answer> =>
  api.call('POST', `/v1/programs/${programId}/preview`, { key, body });

describe('M2: a text as a chosen customer would get it', () => {
  it('a saved touchpoint comes to the words, recipients and sender of what its run wrote', async () => {
    const of = await api.propose();
    const cc = ['copy@acme.example'];
    await api.db.touchpoint.update({ where: { id: of.touchpointId }, data: { cc } });
    const [item] = of.items;
    const { customerId } = item!;
    const { touchpointId } = of;
    const written = await api.show(of, item!);
    const before = await api.row(item!);
    const { status, body } = await preview(of.programId, { touchpointId, customerId });
    expect(status).toBe(200);
    const link = api.deps.links.unsubscribeUrl(before.messageId!);
    const unlinked = (text: string) => text.replaceAll(link, 'https://unsubscribe.invalid/draft');
    expect(body).toMatchObject({
      customer: { id: customerId },
      from: { name: 'Acme', address: 'ar@example.com' },
      to: written.to,
      cc,
      subject: written.subject,
      text: unlinked(written.text),
      html: unlinked(written.html),
      notAsked: null,
      problems: [],
    });
    expect(await api.row(item!)).toEqual(before);
    expect(await api.db.message.count()).toBe(0);
  });

  it('what is not saved shows its words beside what is wrong with it, and why nothing would leave', async () => {
    const of = await api.propose({ debtors: [{ invoices: [{ daysOverdue: -5 }], email: null }] });
    const { customerId } = of.items[0]!;
    const words = { label: 'x', offsetDays: 7, subject: 'Hi {{customer.name}}', bodyHtml: '<p>Pay</p>' };
    const fits = await preview(of.programId, { touchpoint: words, customerId });
    expect(fits.body).toMatchObject({ subject: expect.stringMatching(/^Hi ./), notAsked: 'nothing_owed' });
    expect(fits.body.problems.map(({ field }: Json) => field)).toEqual(['recipient']);
    const broken = { ...words, bodyHtml: '<p>{{contact.title}} {{nobody.knows}}</p>' };
    const { body } = await preview(of.programId, { touchpoint: broken, customerId });
    expect(body).toMatchObject({ subject: null, html: null });
    expect(body.problems.map(({ field }: Json) => field)).toContain('touchpoint.bodyHtml');
    const prompt = { label: 'x', offsetDays: 7, prompt: 'Be kind.' };
    const asked = await preview(of.programId, { touchpoint: prompt, customerId });
    expect(asked.body.problems.map(({ field }: Json) => field)).toContain('prompt');
  });

  it('invoice level speaks of the named invoice, else of the oldest', async () => {
    const of = await api.propose({
      debtors: [{ invoices: [{ daysOverdue: 3 }, { daysOverdue: 20 }] }],
    });
    const { customerId, invoiceIds } = of.items[0]!;
    const template = { level: 'invoice', subject: 'About {{invoice.number}}', bodyHtml: '<p>Pay</p>' };
    const show = async (more: object = {}) =>
      (await api.call('POST', '/v1/templates/preview', { body: { template, customerId, ...more } })).body;
    expect((await show()).invoice.id).toBe(invoiceIds[1]);
    const named = await show({ invoiceId: invoiceIds[0] });
    expect(named.invoice.id).toBe(invoiceIds[0]);
    expect(named.subject).toBe(`About ${named.invoice.number}`);
    const other = (await api.propose()).items[0]!.invoiceIds[0];
    expect((await show({ invoiceId: other })).problems).toMatchObject([{ field: 'invoiceId' }]);
    const builtIn = { templateId: 'friendly-reminder', customerId };
    const letter = await api.ok('POST', '/v1/templates/preview', { body: builtIn });
    expect(letter).toMatchObject({ language: 'en', problems: [] });
  });

  it('U3: a hidden customer, a foreign touchpoint and what is not there are not found', async () => {
    const { key } = await api.user('manager');
    const [one, two] = [await api.propose(), await api.propose()];
    const { customerId } = one.items[0]!;
    const { touchpointId, programId } = two;
    expect((await preview(one.programId, { touchpointId, customerId }, key)).status).toBe(404);
    expect((await preview(programId, { touchpointId, customerId }, key)).status).toBe(200);
    await hideCustomer(api, customerId);
    expect((await preview(programId, { touchpointId, customerId }, key)).status).toBe(404);
    const template = { templateId: 'friendly-reminder', customerId };
    expect((await api.call('POST', '/v1/templates/preview', { key, body: template })).status).toBe(404);
    const both = { touchpointId, touchpoint: { label: 'x', offsetDays: 1 }, customerId };
    expect((await preview(programId, both)).status).toBe(422);
  });

  it('M3: every variable that is listed may stand in a template, and no other is known', async () => {
    const { items } = await api.ok('GET', '/v1/template-variables');
    const tagOf = ({ name, kind, within }: Json) => {
      const tag = { value: `{{${name}}}`, html: `{{{${name}}}}`, properties: `{{${name}.x}}` }[
        kind as string
      ];
      const said = tag ?? `{{#${name}}}x{{/${name}}}`;
      return within === null ? said : `{{#${within}}}${said}{{/${within}}}`;
    };
    const isMarkup = ({ kind }: Json) => kind === 'html';
    const markup = items.filter(isMarkup).map(tagOf).join('\n');
    expect(findTemplateProblems(markup, 'bodyHtml', { mode: 'html', level: 'invoice' })).toEqual([]);
    const all = items
      .filter((each: Json) => !isMarkup(each))
      .map(tagOf)
      .join('\n');
    expect(findTemplateProblems(all, 'bodyText', { mode: 'text', level: 'invoice' })).toEqual([]);
    expect(new Set(items.map(({ name }: Json) => name.split('.')[0])).size).toBeGreaterThan(5);
    const roots = Object.keys((KNOWN_VARIABLES as { fields: object }).fields);
    const open = items.filter(({ within }: Json) => within === null);
    expect([...new Set(open.map(({ name }: Json) => name.split('.')[0]))]).toEqual(roots);
    const ofAccount = (await api.ok('GET', '/v1/template-variables?level=account')).items;
    const short = ofAccount
      .filter((each: Json) => !isMarkup(each))
      .map(tagOf)
      .join('\n');
    expect(findTemplateProblems(short, 'bodyHtml', { mode: 'text', level: 'account' })).toEqual([]);
    expect(ofAccount.length).toBeLessThan(items.length);
  });
});
