import { describe, expect, test } from '@jest/globals';
import { findTemplateProblems, renderTemplate } from '../../../domain/rendering/template.ts';
import { buildVariables } from '../../../domain/rendering/variables.ts';
import { renderFacts, renderInvoice } from '../../support/rows/render-facts.ts';

const variables = buildVariables(renderFacts());

describe('saving a template', () => {
  test('M3: a template of known variables, sections and comments is accepted', () => {
    const template = `{{! greeting }}{{#contact.firstName}}Dear {{contact.firstName}}{{/contact.firstName}}
      {{^contact.firstName}}Hello{{/contact.firstName}} {{#contact}}{{email}}{{/contact}}
      {{#invoices}}{{number}} {{balance}} {{daysOverdue}} {{customer.name}}{{/invoices}}
      {{balance.aging.d1to30}} {{customer.properties.any thing}} {{#customer}}{{properties.x.y}}{{/customer}}
      {{{sender.signatureHtml}}} {{today}} {{unsubscribeUrl}} {{#invoice}}{{number}} {{invoice.dueOn}}{{/invoice}}`;
    expect(findTemplateProblems(template, 'bodyHtml')).toEqual([]);
  });

  test('M3: an unknown variable is named with its place', () => {
    expect(findTemplateProblems('Hello\n  {{customer.nmae}}', 'subject', { mode: 'text' })).toEqual([
      {
        place: 'subject',
        line: 2,
        column: 3,
        variable: 'customer.nmae',
        message: 'Unknown variable customer.nmae',
      },
    ]);
  });

  test.each([
    ['an open tag', 'a {{customer.name', 'Unclosed tag'],
    ['an open section', '{{#invoices}}x', 'Unclosed section "invoices"'],
    ['crossed sections', '{{#contact}}{{#invoices}}{{/contact}}', 'Unclosed section "invoices"'],
    ['an end without a beginning', 'x{{/invoices}}', 'Unopened section "invoices"'],
    ['the current item', '{{#invoices}}{{.}}{{/invoices}}', '{{.}} is not supported'],
    ['an empty tag', '{{}}', 'Empty tag'],
    ['a partial', '{{>footer}}', 'Partials ({{> …}}) are not supported'],
    ['other delimiters', '{{=<% %>=}}', 'Changing the delimiters ({{= … =}}) is not supported'],
    ['a group', '{{contact}}', 'contact is a group of variables and cannot be printed'],
    ['a list', '{{invoices}}', 'invoices is a group of variables and cannot be printed'],
    ['a field of an item outside its list', '{{number}}', 'Unknown variable number'],
    ['a name every object has', '{{customer.constructor}}', 'Unknown variable customer.constructor'],
    ['no property', '{{customer.properties.}}', 'Unknown variable customer.properties.'],
    ['notes, which are internal (C9)', '{{#customer}}{{notes}}{{/customer}}', 'Unknown variable notes'],
    [
      'an invoice where there is none',
      '{{invoice.number}}',
      'invoice.number exists only in messages about one invoice; put it in a section {{#invoice}}…{{/invoice}}',
    ],
  ])('M3: %s is refused', (_what, template, message) => {
    expect(findTemplateProblems(template, 'bodyHtml').map((problem) => problem.message)).toEqual([message]);
  });

  test('M3: all unknown variables are reported at once', () => {
    const problems = findTemplateProblems('{{a}} {{#b}}{{c}}{{/b}} {{d}}', 'bodyText');
    expect(problems.map(({ variable }) => variable)).toEqual(['a', 'b', 'c', 'd']);
  });

  test.each(['{{{customer.name}}}', '{{&customer.name}}'])(
    'M2: %s is refused in HTML, and no matter in text',
    (template) => {
      expect(findTemplateProblems(template, 'bodyHtml')[0]?.message).toMatch(/must be escaped/);
      expect(findTemplateProblems(template, 'bodyText', { mode: 'text' })).toEqual([]);
    },
  );

  test('M3: at invoice level the invoice is known', () => {
    expect(findTemplateProblems('{{invoice.number}}', 'bodyHtml', { level: 'invoice' })).toEqual([]);
  });
});

describe('filling a template', () => {
  const fill = (template: string, mode: 'html' | 'text' = 'text'): unknown => {
    const rendered = renderTemplate(template, variables, mode);
    return rendered.ok
      ? rendered.text
      : rendered.problems.map(({ variable, message }) => [variable, message]);
  };

  test('M2: values are escaped in HTML and not in text', () => {
    expect(fill('{{customer.name}}', 'html')).toBe('Müller &amp; &lt;Söhne&gt; &quot;GmbH&quot;');
    expect(fill('{{customer.name}}')).toBe('Müller & <Söhne> "GmbH"');
    expect(fill('{{{sender.signatureHtml}}}', 'html')).toBe('<b>Jane</b>');
    expect(fill('<a href="{{unsubscribeUrl}}">', 'html')).toBe(
      '<a href="https://pay.example/u/1?a=1&amp;b=2">',
    );
  });

  test('M2: a list repeats its section, with outer variables in reach', () => {
    expect(fill('{{#invoices}}{{number}} {{daysOverdue}} {{daysUntilDue}} {{today}}\n{{/invoices}}')).toBe(
      'INV-1 45 0 02.03.2026\nINV-2 0 10 02.03.2026\n',
    );
  });

  test('M3: an unguarded variable that is null, empty or blank is an error that names it, once a place', () => {
    expect(
      fill(
        '{{contact.title}} {{customer.externalId}} {{customer.properties.none}} {{customer.properties.blank}}',
      ),
    ).toEqual([
      ['contact.title', 'contact.title is empty'],
      ['customer.externalId', 'customer.externalId is empty'],
      ['customer.properties.none', 'customer.properties.none is empty'],
      ['customer.properties.blank', 'customer.properties.blank is empty'],
    ]);
    expect(fill('{{#invoices}}{{poNumber}}{{/invoices}}')).toEqual([['poNumber', 'poNumber is empty']]);
  });

  test('M3: an optional variable stands in its own section', () => {
    expect(
      fill(
        'Hi{{#contact.title}} {{contact.title}}{{/contact.title}}{{#contact.name}} {{contact.name}}{{/contact.name}}',
      ),
    ).toBe('Hi Jane Doe');
    expect(fill('{{^contact.title}}no title{{/contact.title}}')).toBe('no title');
    expect(
      fill('{{#customer.properties.blank}}{{customer.properties.blank}}{{/customer.properties.blank}}'),
    ).toBe('');
    expect(fill('{{#invoice}}{{number}}{{/invoice}}{{^invoice}}account{{/invoice}}')).toBe('account');
  });

  test('M2: zero and false are values, and hide their sections', () => {
    expect(fill('{{customer.properties.zero}} {{customer.properties.no}}')).toBe('0 false');
    expect(fill('{{#invoices}}{{#daysOverdue}}{{number}} is late{{/daysOverdue}}{{/invoices}}')).toBe(
      'INV-1 is late',
    );
  });

  test('M3: a value that looks like a tag stays text', () => {
    const facts = renderFacts();
    facts.customer.name = '{{customer.currency}}{{>x}}';
    expect(renderTemplate('{{customer.name}}', buildVariables(facts), 'text')).toEqual({
      ok: true,
      text: '{{customer.currency}}{{>x}}',
    });
  });
});

describe('variables', () => {
  test('M2: money and dates are written as the locale of the customer does', () => {
    expect(variables.balance).toEqual({
      total: '1.300,50\u00a0€',
      overdue: '1.200,50\u00a0€',
      notYetDue: '100,00\u00a0€',
      aging: {
        current: '100,00\u00a0€',
        d1to30: '0,00\u00a0€',
        d31to60: '1.200,50\u00a0€',
        d61to90: '0,00\u00a0€',
        d91plus: '0,00\u00a0€',
      },
      credit: null,
      grossOpen: null,
      net: '1.300,50\u00a0€',
      invoiceCount: 2,
      invoiceCountIs: expect.objectContaining({ one: false, other: true }),
      overdueCount: 1,
      overdueCountIs: expect.objectContaining({ one: true, other: false }),
    });
    expect(variables.invoices[0]).toMatchObject({
      issuedOn: '01.01.2026',
      dueOn: '16.01.2026',
      amount: '2.000,00\u00a0€',
    });
  });

  test('C2: sums and amounts beyond the digits of a float are exact', () => {
    const facts = renderFacts();
    facts.invoices = ['99999999999999999999.0001', '0.0049', '0.0050'].map((balance) =>
      renderInvoice({ balance }),
    );
    expect(buildVariables(facts).balance.total).toBe('99.999.999.999.999.999.999,01\u00a0€');
  });

  test.each([
    [0, 'current'],
    [1, 'd1to30'],
    [30, 'd1to30'],
    [31, 'd31to60'],
    [60, 'd31to60'],
    [61, 'd61to90'],
    [90, 'd61to90'],
    [91, 'd91plus'],
  ] as const)('C3: %i days past due belong to %s', (days, bucket) => {
    const facts = renderFacts();
    const dueOn = new Date(Date.parse(facts.today) - days * 86_400_000).toISOString().slice(0, 10);
    facts.invoices = [renderInvoice({ dueOn, balance: '7' })];
    expect(buildVariables(facts).balance.aging[bucket]).toBe('7,00\u00a0€');
  });

  test('C1: an invoice in another currency than the customer is an error', () => {
    const facts = { ...renderFacts(), invoices: [renderInvoice({ currency: 'USD' })] };
    expect(() => buildVariables(facts)).toThrow(expect.objectContaining({ code: 'currency_mismatch' }));
  });

  test('M2: an unknown locale formats as English', () => {
    const facts = renderFacts();
    facts.customer.locale = 'not a locale';
    expect(buildVariables(facts).balance.total).toBe('€1,300.50');
  });

  test('a link that is not a web address counts as empty', () => {
    const facts = { ...renderFacts(), invoices: [renderInvoice({ payUrl: 'javascript:alert(1)' })] };
    expect(buildVariables(facts).invoices[0]?.payUrl).toBeNull();
  });

  test.each([
    ['Jane Doe', 'Jane'],
    ['Doe, Jane', 'Jane'],
    ['Dr. Jane Doe', 'Jane'],
    ['Prince', 'Prince'],
    ['  ', null],
    [null, null],
  ])('M2: the first name of %s is %s', (name, firstName) => {
    const facts = renderFacts();
    facts.contact.name = name;
    expect(buildVariables(facts).contact.firstName).toBe(firstName);
  });
});
