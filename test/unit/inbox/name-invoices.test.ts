import { describe, expect, test } from '@jest/globals';
import { namedInvoices } from '../../../domain/inbox/name-invoices.ts';

const named = (text: string, ...numbers: string[]): string[] =>
  namedInvoices(
    text,
    numbers.map((number) => ({ invoiceId: number, number })),
  );

describe('I2: which invoices a text names', () => {
  test.each([
    ['INV-2041 is paid.', 'INV-2041'],
    ['(inv-2041)', 'INV-2041'],
    ['paid: INV‑2041', 'INV-2041'],
    ['RE\u00a05510\nis paid', 'RE 5510'],
    ['Rechnung „2026/0911“', '2026/0911'],
    ['#10293, thanks', '10293'],
    ['ＩＮＶ－７７７', 'INV-777'],
    ['M-3302は12月4日', 'M-3302'],
  ])('%j names %s', (text, number) => {
    expect(named(text, number)).toEqual([number]);
  });

  test.each([
    ['INV-20411', 'INV-2041'],
    ['XINV-2041', 'INV-2041'],
    ['2026-1001', '1001'],
    ['1001/2', '1001'],
    ['1,001.00', '001'],
    ['1001.50 EUR', '1001'],
    ['+49 1001-22', '1001'],
    ['12', '12'],
  ])('%j does not name %s', (text, number) => {
    expect(named(text, number)).toEqual([]);
  });

  test('a number that is the end of another is not meant with it, and is beside it', () => {
    expect(named('RE-77 RE', 'RE', 'RE-77')).toEqual(['RE-77']);
    expect(named('10 20 and 10 20 30', '10 20', '10 20 30')).toEqual(['10 20', '10 20 30']);
    expect(named('10 20 30', '10 20', '10 20 30')).toEqual(['10 20 30']);
  });

  test('ten thousand invoices in a long letter take no time worth speaking of', () => {
    const numbers = Array.from({ length: 10_000 }, (_, n) => `INV-${100_000 + n}`);
    const text = `${'word '.repeat(8_000)} INV-100007`;
    const begun = performance.now();
    expect(named(text, ...numbers)).toEqual(['INV-100007']);
    expect(performance.now() - begun).toBeLessThan(2_000);
  });
});
