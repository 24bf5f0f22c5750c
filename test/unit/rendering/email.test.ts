import { describe, expect, test } from '@jest/globals';
import {
  findEmailProblems,
  renderEmail,
  renderText,
  type EmailTemplates,
} from '../../../domain/rendering/message.ts';
import { renderFacts } from '../../support/rows/render-facts.ts';

const URL = 'https://pay.example/u/1?a=1&b=2';
const ESCAPED_URL = 'https://pay.example/u/1?a=1&amp;b=2';

function email(change: Partial<EmailTemplates> = {}): EmailTemplates {
  return {
    subject: '{{balance.total}} due',
    bodyHtml: '<p>Dear {{contact.name}}</p>',
    bodyText: null,
    ...change,
  };
}

function rendered(change: Partial<EmailTemplates> = {}): { subject: string; html: string; text: string } {
  const result = renderEmail(email(change), renderFacts());
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result;
}

describe('an email', () => {
  test('M5: it has a subject, an HTML part and a text part made from it, each with a way out', () => {
    expect(rendered()).toEqual({
      ok: true,
      subject: '1.300,50\u00a0€ due',
      html: expect.stringMatching(
        /^<p>Dear Jane Doe<\/p>\n<p style=[^>]*><a href="https:[^"]*" style=[^>]*>Abmelden<\/a><\/p>\n$/,
      ),
      text: `Dear Jane Doe\n\nAbmelden: ${URL}\n`,
    });
  });

  test('M5: text keeps the addresses of links, lists and tables stay readable', () => {
    const { text } = rendered({
      bodyHtml:
        '<style>p{color:red}</style><h1>Open</h1>{{#invoices}}<p><a href="{{payUrl}}">Pay {{number}}</a></p>{{/invoices}}<ul><li>one</li></ul><img src="x.png" alt="logo">',
    });
    expect(text).toBe(
      'Open\n\nPay INV-1 <https://pay.example/inv-1?a=1&b=2>\n\nPay INV-2 <https://pay.example/inv-1?a=1&b=2>\n\n * one\n\n' +
        `Abmelden: ${URL}\n`,
    );
  });

  test('M5: a template with its own unsubscribe link gets no second one, in either part', () => {
    const { html, text } = rendered({ bodyHtml: '<p>Hi <a href="{{unsubscribeUrl}}">stop</a></p>' });
    expect(html.split(ESCAPED_URL)).toHaveLength(2);
    expect(text).toBe(`Hi stop <${URL}>`);
  });

  test('M5: a text of its own is used as it is, and the footer of HTML goes before the end of the body', () => {
    const { html, text } = rendered({
      bodyHtml: '<html><body><p>Hi</p></body></html>',
      bodyText: 'Hi & bye, {{customer.name}}',
    });
    expect(html).toMatch(/Abmelden<\/a><\/p>\n<\/body><\/html>$/);
    expect(text).toBe(`Hi & bye, Müller & <Söhne> "GmbH"\n\nAbmelden: ${URL}\n`);
  });

  test('M2: a body without tags is text: escaped, paragraphs and links made, the text part verbatim', () => {
    const { html, text } = rendered({
      bodyHtml: 'Dear {{contact.name}},\r\n1 < 2 & {{customer.name}}\n\nSee https://pay.example/a?b=1&c=2.',
    });
    expect(html).toContain(
      '<p>Dear Jane Doe,<br>\n1 &lt; 2 &amp; Müller &amp; &lt;Söhne&gt; &quot;GmbH&quot;</p>\n' +
        '<p>See <a href="https://pay.example/a?b=1&amp;c=2">https://pay.example/a?b=1&amp;c=2</a>.</p>',
    );
    expect(text).toContain('1 < 2 & Müller & <Söhne> "GmbH"\n\nSee https://pay.example/a?b=1&c=2.');
  });

  test('header injection: a line break in the subject is refused, from the template or from a value', () => {
    const facts = renderFacts();
    facts.customer.name = 'Evil\r\nBcc: all@customer.example';
    const result = renderEmail(email({ subject: 'About {{customer.name}}' }), facts);
    expect(result).toMatchObject({ ok: false, problems: [{ place: 'subject' }] });
    expect(findEmailProblems(email({ subject: 'a\nb' }))).toEqual([
      { place: 'subject', line: 1, column: 1, message: 'The subject has a line break or control character' },
    ]);
  });

  test('M5: a subject longer than a line of mail is refused', () => {
    expect(findEmailProblems(email({ subject: 'x'.repeat(998) }))).toEqual([]);
    expect(findEmailProblems(email({ subject: 'x'.repeat(999) }))).toHaveLength(1);
  });

  test('M3: the problems of all fields are reported at once, with their places', () => {
    const result = renderEmail(
      email({
        subject: '{{contact.title}}',
        bodyHtml: '<p>{{customer.externalId}}</p>',
        bodyText: '{{contact.phone}}',
      }),
      renderFacts(),
    );
    expect(result).toMatchObject({
      ok: false,
      problems: [
        { place: 'subject', variable: 'contact.title' },
        { place: 'bodyHtml', variable: 'customer.externalId' },
        { place: 'bodyText', variable: 'contact.phone' },
      ],
    });
  });

  test('S7: an email without subject or body is refused, when saved and when nothing is left of it', () => {
    expect(findEmailProblems(email({ subject: ' ', bodyHtml: '' })).map(({ place }) => place)).toEqual([
      'subject',
      'bodyHtml',
    ]);
    const nothing = '{{#contact.title}}{{contact.title}}{{/contact.title}}';
    expect(renderEmail(email({ subject: nothing, bodyHtml: nothing }), renderFacts())).toMatchObject({
      problems: [{ message: 'The subject is empty' }, { message: 'The body is empty' }],
    });
  });

  test('D7: the same facts give the same email', () => {
    expect(rendered()).toEqual(rendered());
  });
});

test('S3: instructions and scripts are filled without escaping', () => {
  expect(renderText('Call {{contact.name}} of {{customer.name}}', renderFacts(), 'script')).toEqual({
    ok: true,
    text: 'Call Jane Doe of Müller & <Söhne> "GmbH"',
  });
});
