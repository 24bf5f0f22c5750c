import { describe, expect, test } from '@jest/globals';
import { safeHtmlOf } from '../../../infra/inbox/safe-html.ts';
import { textOfMailHtml } from '../../../infra/inbox/text-of-html.ts';

/** Whatever acts, asks, embeds, hides or reaches out. */
const DANGEROUS =
  /<(?!\/?(?:a|abbr|b|big|blockquote|br|code|div|em|font|h[1-6]|hr|i|img|li|ol|p|pre|small|span|strong|sub|sup|table|tbody|td|tfoot|th|thead|tr|u|ul)\b)|\son\w+\s*=|javascript:|url\(|srcset|position|display|http:\/\/track/i;

const ATTACKS: [string, string][] = [
  ['script', '<p onclick="x()">a<script>alert(1)</script></p>'],
  ['image with a handler', '<img src=x onerror=alert(1)>'],
  ['script address with a tab', '<a href="jav&#x09;ascript:alert(1)">x</a>'],
  ['script address in upper case', '<a href=" JaVaScRiPt:alert(1)">x</a>'],
  ['page in an address', '<a href="data:text/html,<script>alert(1)</script>">x</a>'],
  ['style that reaches out', '<div style="background:url(http://track.example/x)">x</div>'],
  [
    'style sheet',
    '<style>@import url(http://track.example)</style><link rel=stylesheet href=http://track.example>',
  ],
  ['form', '<form action=http://track.example><input name=a><button>go</button></form>'],
  ['svg', '<svg onload=alert(1)><script>alert(1)</script></svg>'],
  ['frame', '<iframe srcdoc="<script>alert(1)</script>"></iframe><object data=x></object><embed src=x>'],
  [
    'mutation through math',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  ],
  ['mutation through noscript', '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>'],
  [
    'base and refresh',
    '<base href="http://track.example"><meta http-equiv=refresh content="0;url=http://track.example">x',
  ],
  ['over the page', '<div style="position:fixed;top:0;left:0;display:none">x</div>'],
  [
    'image by another name',
    '<img srcset="http://track.example/a 1x"><table background="http://track.example/b"></table>',
  ],
  ['drawing as an image', '<img src="data:image/svg+xml;base64,AAAA">'],
  ['comment for one program', '<!--[if mso]><script>alert(1)</script><![endif]-->x'],
];

describe('I2: HTML of a mail is safe to show', () => {
  test.each(ATTACKS)('%s is taken out', (_, html) => {
    expect(safeHtmlOf(html)).not.toMatch(DANGEROUS);
    expect(safeHtmlOf(safeHtmlOf(html))).toBe(safeHtmlOf(html));
  });

  test('remote images become their words, those that came with the mail stay', () => {
    const html = '<img src="https://track.example/p.gif" alt="Our logo"><img src="cid:logo@x" width="40">';
    expect(safeHtmlOf(html)).toBe('<span>[Our logo]</span><img src="cid:logo@x" width="40" />');
  });

  test('links open elsewhere and know nothing of us; those into our own pages lead nowhere', () => {
    expect(safeHtmlOf('<a href="https://x.example/a" onclick="b">ok</a>')).toBe(
      '<a href="https://x.example/a" target="_blank" rel="noopener noreferrer nofollow">ok</a>',
    );
    for (const href of ['/v1/api-keys', '//evil.example', '?a=b', 'vbscript:x', 'file:///etc/passwd']) {
      expect(safeHtmlOf(`<a href="${href}">x</a>`)).toBe('<a>x</a>');
    }
  });

  test('nothing that is judged is hidden: sizes and colours of letters stay, ways to hide go', () => {
    expect(
      safeHtmlOf('<p style="color:#f00;font-size:0;opacity:0;visibility:hidden;font-size:1px">x</p>'),
    ).toBe('<p style="color:#f00">x</p>');
    expect(safeHtmlOf('<p style="font-size:12pt;padding:1px 2px">x</p>')).toBe(
      '<p style="font-size:12pt;padding:1px 2px">x</p>',
    );
  });

  test('signs that turn the direction, and those that PostgreSQL does not store, are gone', () => {
    expect(safeHtmlOf('<p>a\u202eb\0c\ud800</p>')).toBe('<p>abc\ufffd</p>');
  });

  test.each([
    ['<table><tr><td>x', 60_000],
    ['<tr><td><p>x<li>y', 50_000],
    ['<ul><li>a', 100_000],
    ['<blockquote>a<br>', 50_000],
    ['<font face="', 70_000],
    ['<a b="<">', 100_000],
    ['<pre>    x ', 80_000],
  ])('%j, %d times, takes no time to speak of and stays bounded', (piece, times) => {
    const started = process.cpuUsage();
    const html = piece.repeat(times);
    expect(safeHtmlOf(html).length).toBeLessThan(4 * html.length);
    expect(textOfMailHtml(html).length).toBeLessThan(4 * html.length);
    expect(process.cpuUsage(started).user).toBeLessThan(10_000_000);
  });
});

describe('I2: the text of a mail with HTML only', () => {
  test.each([
    [
      'tables keep their words apart',
      '<table><tr><td>INV-1</td><td>100.00</td></tr><tr><td>INV-2</td><td>7</td></tr></table>',
      'INV-1 100.00\nINV-2 7',
    ],
    ['links are their words', 'see <a href="https://x.example/long?id=1">our portal</a>', 'see our portal'],
    ['lists', '<ul><li>one</li><li>two<ul><li>three</li></ul></li></ul>', '- one\n- two\n- three'],
    ['quotes are marked', '<p>yes</p><blockquote>old<br>words</blockquote>', 'yes\n\n> old\n> words'],
    [
      'entities and broken ones',
      '<p>Gr&uuml;&szlig;e &amp; &euro;5 &foo; &#x1F600;</p>',
      'Grüße & €5 &foo; 😀',
    ],
    [
      'head, style and script are none',
      '<head><title>t</title><style>p{}</style></head><p>a</p><script>b</script>',
      'a',
    ],
    [
      'line breaks of the source are none',
      '<div>one\ntwo</div><div>three<br>four</div>',
      'one two\nthree\nfour',
    ],
  ])('%s', (_, html, text) => {
    expect(textOfMailHtml(html)).toBe(text);
  });
});
