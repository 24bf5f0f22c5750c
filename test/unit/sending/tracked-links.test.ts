import { describe, expect, test } from '@jest/globals';
import { trackedMailOf, withTrackedLinks, type TrackMail } from '../../../domain/sending/tracked-links.ts';

const UNSUBSCRIBE = 'https://followthrough.example/unsubscribe/abc';
const PAY = 'https://pay.example/i/7?a=1&b=2';
const PDF = 'https://docs.example/7.pdf';
const invoices = [
  { payUrl: PAY, pdfUrl: PDF },
  { payUrl: null, pdfUrl: null },
];
const track = (html: string, text = '', change: Partial<TrackMail['tracking']> = {}) =>
  trackedMailOf({
    tracking: { opens: true, clicks: true, leaveAlone: [], ...change },
    words: { html, text },
    unsubscribeUrl: UNSUBSCRIBE,
    invoices,
  });
const linksOf = (html: string, text = '') => track(html, text)?.links;
const rewrite = (html: string, text = '') => {
  const links = linksOf(html, text) ?? [];
  const clickUrls = new Map(links.map((url, at) => [url, `https://t.example/go/${at + 1}`]));
  return withTrackedLinks({ html, text }, { clickUrls, pixelUrl: null });
};

describe('T1: which links lead over us', () => {
  test('those of the web; addresses, telephones, anchors and data stay, byte for byte', () => {
    const html =
      '<A class=x HREF="https://a.example/?x=1&amp;y=2" style="color:red">a</A> <a href=\'mailto:a@b.example\'>m</a>' +
      '<a href="tel:+49301">t</a><a href="#top">top</a><a href="/rel">r</a><a name="here">n</a><a href="">e</a>' +
      '<img src="https://i.example/logo.png"><link href="https://s.example/x.css"><area href=http://b.example>' +
      '<p data-href="https://c.example">https://d.example</p>';
    expect(linksOf(html)).toEqual(['https://a.example/?x=1&y=2', 'http://b.example']);
    expect(rewrite(html).html).toBe(
      html
        .replace('HREF="https://a.example/?x=1&amp;y=2"', 'href="https://t.example/go/1"')
        .replace('href=http://b.example', 'href="https://t.example/go/2"'),
    );
  });

  test('in the text part too, without what ends a sentence; the same address is one link', () => {
    const text =
      'See https://a.example/x, (https://b.example/y). Or <https://c.example/A_(b).>, https://d.example/A_(b)!\n' +
      'mail a@b.example, ftp://e.example and HTTPS://a.example/x';
    const html = '<a href="https://a.example/x">https://a.example/x</a>';
    expect(linksOf(html, text)).toEqual([
      'https://a.example/x',
      'https://b.example/y',
      'https://c.example/A_(b).',
      'https://d.example/A_(b)',
      'HTTPS://a.example/x',
    ]);
    const mail = rewrite(html, text);
    expect(mail.html).toBe('<a href="https://t.example/go/1">https://a.example/x</a>');
    expect(mail.text).toBe(
      'See https://t.example/go/1, (https://t.example/go/2). Or <https://t.example/go/3>, https://t.example/go/4!\n' +
        'mail a@b.example, ftp://e.example and https://t.example/go/5',
    );
  });

  test('never the unsubscribe link; those to pay and to the document where that is asked for', () => {
    const html =
      `<a href="${PAY.replaceAll('&', '&amp;')}">pay</a><a href="${PAY.replaceAll('&', '&amp;')}&amp;utm=1">pay</a>` +
      `<a href="${PDF}">pdf</a><a href="${PDF}x">other</a><a href="${UNSUBSCRIBE}">out</a>`;
    const text = `Pay: ${PAY} Out: ${UNSUBSCRIBE}`;
    expect(track(html, text)?.links).toEqual([PAY, `${PAY}&utm=1`, PDF, `${PDF}x`]);
    expect(track(html, text, { leaveAlone: ['payment'] })?.links).toEqual([PDF, `${PDF}x`]);
    expect(track(html, text, { leaveAlone: ['document', 'payment'] })?.links).toEqual([`${PDF}x`]);
  });

  test('none that would grow too long to be opened everywhere, none that leads nowhere', () => {
    const long = `https://a.example/${'x'.repeat(1_500)}`;
    expect(
      track(`<a href="${long}">a</a><a href="https://">b</a><a href="https://a b.example">c</a>`, long),
    ).toEqual({ opens: true, links: [] });
  });

  test('switched off, a mail leaves as it was written', () => {
    const html = '<a href="https://a.example">a</a>';
    expect(track(html, '', { opens: false, clicks: false })).toBeNull();
    expect(track('<p>no link</p>', '', { opens: false })).toBeNull();
    expect(track(html, '', { clicks: false })).toEqual({ opens: true, links: [] });
    expect(track(html, '', { opens: false })).toEqual({ opens: false, links: ['https://a.example'] });
  });

  test('the picture stands at the end of the HTML part, and nowhere in the text', () => {
    const clickUrls = new Map<string, string>();
    const pixelUrl = 'https://t.example/img/1?a=1&b=2';
    const pixel =
      '<img src="https://t.example/img/1?a=1&amp;b=2" width="1" height="1" alt="" style="display:block;border:0">';
    const mail = { html: '<html><body><p>x</p></body></html>', text: 'x' };
    expect(withTrackedLinks(mail, { clickUrls, pixelUrl })).toEqual({
      html: `<html><body><p>x</p>${pixel}\n</body></html>`,
      text: 'x',
    });
    expect(withTrackedLinks({ html: '<p>x</p>\n', text: '' }, { clickUrls, pixelUrl }).html).toBe(
      `<p>x</p>\n${pixel}\n`,
    );
  });

  test('many links and a long line of punctuation take no time', () => {
    const text = `https://a.example/${'.'.repeat(1_000_000)} ${'https://b.example/x '.repeat(2_000)}`;
    const start = performance.now();
    expect(linksOf('', text)).toEqual(['https://b.example/x']);
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
