import { describe, expect, test } from '@jest/globals';
import { findHtmlProblems, MAX_HTML_DEPTH } from '../../../domain/rendering/html-problems.ts';
import { isHtml } from '../../../domain/rendering/body-text.ts';
import {
  findEmailProblems,
  renderEmail,
  renderText,
  verbatimEmail,
} from '../../../domain/rendering/message.ts';
import { findSignatureProblems } from '../../../domain/sending/signature.ts';
import type { RenderFacts } from '../../../domain/rendering/facts.ts';
import { compose, factsWith, invoice, textWith } from '../../support/rows/touchpoint-message.ts';
import { renderFacts, renderInvoice } from '../../support/rows/render-facts.ts';

const nested = (depth: number, tag = 'div') => `<${tag}>`.repeat(depth) + 'x' + `</${tag}>`.repeat(depth);
const email = (bodyHtml: string, bodyText: string | null = null) => ({ subject: 'Due', bodyHtml, bodyText });
const WAY_OUT = { unsubscribeUrl: 'https://pay.example/u/1', language: 'en' } as const;
const withLink = (link: string): RenderFacts => {
  const facts = renderFacts();
  return { ...facts, customer: { ...facts.customer, properties: { link } } };
};

/** Fields and words of what keeps a text from being rendered. */
function problemsOf(result: { ok: boolean; problems?: { place: string; message: string }[] }): string[] {
  return (result.problems ?? []).map(({ place, message }) => `${place}: ${message}`);
}

describe('HTML with elements too deep inside each other', () => {
  const tooDeep = /^bodyHtml: More than \d+ elements stand inside each other here$/;

  test.each(['div', 'table', 'b', 'span', 'blockquote', 'ul'])(
    'M3: is refused at save, of %s, with its place, and so is one whose tags are never closed',
    (tag) => {
      for (const body of [nested(900, tag), `<${tag}>`.repeat(900), `<p>Hi</p>\n${nested(20_000, tag)}`]) {
        const problems = findEmailProblems(email(body));
        expect(problemsOf({ ok: false, problems })).toEqual([expect.stringMatching(tooDeep)]);
      }
      expect(findEmailProblems(email(`<p>a</p>\n${nested(300, tag)}`))[0]).toMatchObject({ line: 2 });
    },
  );

  test('M3: what people and their programs write is let through', () => {
    const layout = '<table><tr><td>'.repeat(40) + 'x' + '</td></tr></table>'.repeat(40);
    const long = '<p>a<br>b<img src="x.png"><li>c<tr><td>d'.repeat(3_000);
    for (const body of [layout, nested(MAX_HTML_DEPTH), '<hr>'.repeat(5_000), '<p>a</p>'.repeat(5_000)]) {
      expect(findEmailProblems(email(body))).toEqual([]);
      expect(renderEmail(email(body), renderFacts()).ok).toBe(true);
    }
    expect(findHtmlProblems(long.replaceAll('<li>', '</li><li>')).length).toBeLessThanOrEqual(1);
  });

  test('M3: is the problem of one message where it was stored before, or where a list of invoices makes it', () => {
    const looped = '{{#invoices}}' + '<div>'.repeat(150) + '{{number}}{{/invoices}}';
    expect(findEmailProblems(email(looped))).toEqual([]);
    const facts = { ...renderFacts(), invoices: Array.from({ length: 8 }, () => renderInvoice()) };
    for (const result of [
      renderEmail(email(nested(20_000)), renderFacts()),
      renderEmail(email(nested(20_000), 'A text of its own'), renderFacts()),
      renderEmail(email(looped), facts),
      verbatimEmail(email(nested(20_000)), WAY_OUT),
    ]) {
      expect(problemsOf(result)).toEqual([expect.stringMatching(tooDeep)]);
    }
  });

  test('M3: is refused in the signature of a mailbox', () => {
    expect(findSignatureProblems({ signatureHtml: nested(900) })).toEqual([
      {
        field: 'signatureHtml',
        message: expect.stringMatching(/^line 1, column \d+: More than 200 elements/),
      },
    ]);
    expect(findSignatureProblems({ signatureHtml: '<a href="javascript:a()">Us</a>' })).toHaveLength(1);
    expect(findSignatureProblems({ signatureHtml: '<b>Us</b><img src="data:image/png;base64,AA">' })).toEqual(
      [],
    );
    expect([findSignatureProblems({}), findSignatureProblems({ signatureHtml: null })]).toEqual([[], []]);
  });
});

describe('links', () => {
  test.each([
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    ' \u0001javascript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,<b>x</b>',
    'vbscript:x',
    'file:///etc/passwd',
    'ftp://example.com/x',
    'blob:https://example.com/1',
  ])('M2: of %j out of a variable, in href or src, make one row in error', (link) => {
    for (const body of [
      '<p><a href="{{customer.properties.link}}">Pay</a></p>',
      "<p><A HREF='{{customer.properties.link}}'>Pay</A></p>",
      '<p><img src="{{customer.properties.link}}"></p>',
    ]) {
      expect(findEmailProblems(email(body))).toEqual([]);
      expect(problemsOf(renderEmail(email(body), withLink(link)))).toEqual([
        expect.stringMatching(/^bodyHtml: (?:href|src) leads to [a-z]+: only http, https, mailto and tel/),
      ]);
    }
  });

  test.each([
    'https://pay.example/1?next=javascript:x',
    'HTTP://pay.example',
    'mailto:ar@acme.example',
    'tel:+4930123',
    '/pay/1',
    '#top',
    '//pay.example/x',
    'pay.example/a:b',
  ])('M2: %j may stand there', (link) => {
    const body = '<p><a href="{{customer.properties.link}}">Pay</a></p>';
    expect(renderEmail(email(body), withLink(link)).ok).toBe(true);
  });

  test('M3: a scheme that the author wrote is refused at save, one hidden in entities too', () => {
    for (const address of [
      'javascript:x()',
      'javascript&#58;x()',
      'data:text/html,x',
      'javascript:{{today}}',
    ]) {
      expect(findEmailProblems(email(`<p><a href="${address}">Pay</a></p>`))).toHaveLength(1);
      expect(verbatimEmail(email(`<p><a href="${address}">Pay</a></p>`), WAY_OUT).ok).toBe(false);
    }
    expect(findEmailProblems(email('<p><img src="data:image/png;base64,AA"></p>'))).toEqual([]);
    expect(findEmailProblems(email('<p>javascript: is a word here</p>'))).toEqual([]);
  });
});

describe('no text holds what it is part of', () => {
  test('M3: sections too deep inside each other are refused at save', () => {
    const deep = '{{#today}}'.repeat(4_000) + 'x' + '{{/today}}'.repeat(4_000);
    expect(problemsOf({ ok: false, problems: findEmailProblems(email(deep)) })).toEqual([
      'bodyHtml: More than 50 sections stand inside each other here',
    ]);
    expect(renderText(deep, renderFacts(), 'script')).toMatchObject({ ok: false });
    expect(findEmailProblems(email('{{#today}}'.repeat(50) + 'x' + '{{/today}}'.repeat(50)))).toEqual([]);
  });

  test('M3: a list inside itself is one problem, and soon, however often it multiplies', () => {
    const invoices = Array.from({ length: 300 }, (_, n) => renderInvoice({ number: `INV-${n}` }));
    const facts = { ...renderFacts(), invoices };
    for (const inner of ['', 'x', '{{number}}']) {
      const body = '<p>' + '{{#invoices}}'.repeat(8) + inner + '{{/invoices}}'.repeat(8) + '</p>';
      expect(problemsOf(renderEmail(email(body), facts))).toEqual(['bodyHtml: It grows too long']);
    }
  });

  test('M3: what a library throws over broken facts is the problem of one message', () => {
    const broken = { ...renderFacts(), invoices: [renderInvoice({ dueOn: 'some day' })] };
    expect(problemsOf(renderEmail(email('<p>{{balance.total}}</p>'), broken))).toEqual([
      expect.stringMatching(/^bodyHtml: It cannot be rendered: /),
    ]);
    expect(problemsOf(renderText('{{today}}', broken, 'script'))).toEqual([
      expect.stringMatching(/^script: It cannot be rendered: /),
    ]);
    const foreign = { ...renderFacts(), invoices: [renderInvoice({ currency: 'USD' })] };
    expect(renderEmail(email('<p>Hi</p>'), foreign).ok).toBe(false);
  });

  test('M3: a touchpoint that cannot be composed, whatever throws, is in error with the reason', () => {
    const inError = {
      kind: 'error',
      code: 'template',
      detail: expect.stringContaining('cannot be rendered'),
    };
    const broken = factsWith({ invoices: [{ ...invoice('old', '2026-01-01'), balance: 'much' }] });
    expect(compose(textWith(), broken)).toEqual(inError);
    const failing = (): string => {
      throw new Error('no such algorithm');
    };
    expect(compose(textWith(), factsWith(), { hash: failing })).toEqual(inError);
  });

  test('M2: whether a long text is HTML is told at once', () => {
    const startedAt = performance.now();
    expect([isHtml('<a'.repeat(250_000)), isHtml('</a '.repeat(250_000) + '>')]).toEqual([false, true]);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(['a < b', '<b', '2 <3>', '<br>', '</p>', '<!-- x -->', '<!DOCTYPE html>'].map(isHtml)).toEqual([
      false,
      false,
      false,
      true,
      true,
      true,
      true,
    ]);
  });
});
