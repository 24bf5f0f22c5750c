import { describe, expect, test } from '@jest/globals';
import { isHtml } from '../../../domain/rendering/body-text.ts';

describe('M2: a body is HTML only where it was written as such', () => {
  test.each([
    'Hello,\n\nplease write to Jane <jane@example.com> about this.\n\nThank you\nAccounts',
    'If the amount is a<b and c>d, call us.\nFirst line\nSecond line',
    'if i<p>q then stop',
    'x <= y, y >= z',
    'see <https://pay.example/a?b=1>',
    'Jane <Accounts Payable> wrote',
    'put it in <folder> or <a>',
    'a <b> c',
    '<name>, hello',
    '<3',
    '< p >',
    'no brackets',
  ])('text: %j', (body) => {
    expect(isHtml(body)).toBe(false);
  });

  test.each([
    '<p>Hello</p>',
    '<p>Hello',
    '  <P>Hello',
    'Hello<br>there',
    'Hello<br />there',
    '<div class="x">Hello',
    'see <a href="https://pay.example">this</a>',
    "<a href='{{payUrl}}'>pay</a>",
    '<b>Hello</b> <jane@example.com>',
    '<!doctype html><html lang="en">',
    '<!-- note -->Hello',
    '<img src=x.png>',
    '{{#invoices}}<li>{{number}}</li>{{/invoices}}',
    '<table>\n<tr><td>1',
  ])('HTML: %j', (body) => {
    expect(isHtml(body)).toBe(true);
  });
});
