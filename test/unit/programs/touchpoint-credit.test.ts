import { describe, expect, it, test } from '@jest/globals';
import { TONES } from '../../../contracts/kinds.ts';
import { BUILT_IN_TEMPLATES } from '../../../domain/programs/built-in-templates.ts';
import { reasonText } from '../../../domain/programs/reason-texts.ts';
import { recheckTouchpoint } from '../../../domain/programs/recheck-touchpoint.ts';
import type { TouchpointFacts } from '../../../domain/programs/touchpoint-facts.ts';
import { skipReasonOf } from '../../../domain/programs/touchpoint-message.ts';
import { formatMoney } from '../../../domain/rendering/formatting.ts';
import { LOCALES } from '../../support/rows/letters.ts';
import {
  compose,
  factsWith,
  hash,
  invoice,
  messageOf,
  textWith,
  TODAY,
  writtenBy,
} from '../../support/rows/touchpoint-message.ts';

/** `old` and `late` of 100 euros are overdue, `future` is not due. */
const withCredit = (credit: string, change: Partial<TouchpointFacts> = {}) => {
  const facts = factsWith(change);
  return { ...facts, customer: { ...facts.customer, credit } };
};
const withLeast = (least: string, change: Partial<TouchpointFacts> = {}) => {
  const facts = factsWith(change);
  return { ...facts, customer: { ...facts.customer, least } };
};
const aboutInvoice = textWith({
  level: 'invoice',
  bodyHtml:
    '<p>{{invoice.balance}}{{#invoice.credit}} - {{invoice.credit}} = {{invoice.net}}{{/invoice.credit}}</p>',
});
const whyNot = (facts: TouchpointFacts, invoiceId: string | null = null) =>
  skipReasonOf({ content: invoiceId === null ? textWith() : aboutInvoice, facts, invoiceId, today: TODAY });

describe('C18: credit counts against what is overdue, the oldest first', () => {
  const listing = textWith({
    bodyHtml:
      '<p>{{#invoices}}{{number}} {{/invoices}}{{balance.overdue}} {{balance.credit}} {{balance.net}}</p>',
  });

  it('what it covers wholly is not asked for; gross, credit and net add up', () => {
    const { message, invoices } = messageOf(compose(listing, withCredit('140')));
    expect(invoices).toEqual(['late']);
    expect(message.html).toContain('late €100.00 €40.00 €60.00');
  });

  it('never against what is disputed, nor against what is not due', () => {
    const keptBack = [{ invoiceId: 'old', dueOn: '2026-01-01', reason: 'disputed' as const }];
    const invoices = factsWith().invoices.slice(1);
    const asked = messageOf(compose(listing, withCredit('30', { invoices, keptBack })));
    expect(asked.message.html).toContain('€100.00 €30.00 €70.00');
    expect(whyNot(withCredit('100', { invoices }))).toBe('in_credit');
  });

  it('of the same day, the one with the lower id', () => {
    const invoices = [invoice('b', '2026-01-01'), invoice('a', '2026-01-01')];
    expect(messageOf(compose(textWith(), withCredit('100', { invoices }))).invoices).toEqual(['b']);
  });

  it('at invoice level names what of the invoice is covered, and asks nothing where all of it is', () => {
    const facts = withCredit('140');
    const { message } = messageOf(compose(aboutInvoice, facts, { invoiceId: 'late' }));
    expect(message.html).toContain('€100.00 - €40.00 = €60.00');
    expect(whyNot(facts, 'old')).toBe('in_credit');
    expect(whyNot(facts, 'late')).toBeNull();
    expect(whyNot(facts, 'future')).toBe('not_due');
  });

  it('more than is owed asks nothing, whatever the level', () => {
    expect(whyNot(withCredit('200'))).toBe('in_credit');
    expect(whyNot(withCredit('1500'), 'late')).toBe('in_credit');
    expect(whyNot(withCredit('199.99'))).toBeNull();
  });
});

describe('C19: what is less than the least amount is not worth a letter', () => {
  it('compared with the net overdue of the account, or the one invoice', () => {
    expect(whyNot(withLeast('200'))).toBeNull();
    expect(whyNot(withLeast('200.01'))).toBe('below_minimum');
    expect(whyNot(withLeast('100'), 'old')).toBeNull();
    expect(whyNot(withLeast('100.01'), 'old')).toBe('below_minimum');
    expect(
      whyNot({
        ...factsWith(),
        customer: { ...factsWith().customer, credit: '195', least: '5.01' },
      }),
    ).toBe('below_minimum');
  });

  it('a balance below the smallest unit is kept back, and told after all others', () => {
    const small = { invoiceId: 'tiny', dueOn: '2025-12-01', reason: 'below_minimum' as const };
    const disputed = { invoiceId: 'old', dueOn: '2026-01-01', reason: 'disputed' as const };
    expect(whyNot(factsWith({ invoices: [], keptBack: [small] }))).toBe('below_minimum');
    expect(whyNot(factsWith({ invoices: [], keptBack: [small, disputed] }))).toBe('disputed');
  });
});

describe('O7: words about amounts', () => {
  const amounts = { gross: '3.20', net: '3.20', credit: '0', least: '5.00', currency: 'USD' };
  it.each([
    [
      reasonText('below_minimum', amounts),
      '3.20 USD is left to ask for, which is below the least amount worth a letter, 5.00 USD.',
    ],
    [
      reasonText('below_minimum', { ...amounts, gross: '103.2000', credit: '100' }),
      '3.20 USD is left to ask for after credit, which is below the least amount worth a letter, 5.00 USD.',
    ],
    [
      reasonText('below_minimum', { ...amounts, gross: '0.004', net: '0.0040', least: '0.0100000000' }),
      '0.004 USD is below the smallest unit of the currency.',
    ],
    [
      reasonText('in_credit', { ...amounts, gross: '1000', net: '0', credit: '1500' }),
      'The customer has 1500.00 USD to its credit, which covers 1000.00 USD that is overdue.',
    ],
    [reasonText('disputed', amounts), 'What is due is disputed.'],
    [reasonText('in_credit'), 'What the customer has to its credit covers it.'],
  ])('%s', (said, wanted) => {
    expect(said).toBe(wanted);
  });
});

describe('P14: credit that comes after a message was written', () => {
  const recheck = (before: TouchpointFacts, after: TouchpointFacts) => {
    const content = textWith();
    const written = writtenBy(compose(content, before));
    return recheckTouchpoint({ content, facts: after, invoiceId: null, today: TODAY, written, hash });
  };

  it('brings it back with the credit named, or asks nothing any more', () => {
    expect(recheck(factsWith(), withCredit('40'))).toMatchObject({
      kind: 'moved',
      changes: { balance: null, invoices: [], credit: { before: '0.00', after: '40.00', currency: 'EUR' } },
    });
    expect(recheck(factsWith(), withCredit('150'))).toMatchObject({
      kind: 'moved',
      changes: { credit: { before: '0.00', after: '150.00' }, invoices: [{ invoiceId: 'old', after: null }] },
    });
    expect(recheck(factsWith(), withCredit('200'))).toEqual({ kind: 'skip', reason: 'in_credit' });
    expect(recheck(factsWith(), withLeast('500'))).toEqual({ kind: 'skip', reason: 'below_minimum' });
    expect(recheck(withCredit('40'), factsWith())).toMatchObject({ kind: 'moved' });
  });

  it('says which invoice it covers now where another one was paid, disputed or promised', () => {
    const content = aboutInvoice;
    const before = withCredit('40');
    const written = writtenBy(compose(content, before, { invoiceId: 'late' }));
    const facts = withCredit('40', { invoices: before.invoices.slice(1) });
    const rechecked = recheckTouchpoint({ content, facts, invoiceId: 'late', today: TODAY, written, hash });
    expect(rechecked).toMatchObject({
      kind: 'moved',
      changes: {
        balance: null,
        credit: null,
        invoices: [{ invoiceId: 'late', before: { credit: '0.00' }, after: { credit: '40.00' } }],
      },
    });
  });

  it('what was applied to an invoice that it covered anyway moves nothing', () => {
    const invoices = factsWith().invoices.slice(1);
    expect(recheck(withCredit('140'), withCredit('40', { invoices }))).toEqual({ kind: 'fits' });
  });

  it('without credit a message depends on what it did before there was any', () => {
    const { basis } = writtenBy(compose(textWith()));
    expect(basis.fingerprint).toBe(
      '#["EUR",[["old","100.00","2026-01-01"],["late","100.00","2026-02-28"],["future","100.00","2026-03-20"]],["jane@customer.example"]]',
    );
  });
});

describe('C18, M6: the product’s letters to somebody who has credit and still owes', () => {
  test.each(BUILT_IN_TEMPLATES.map((template) => [template.id, template] as const))(
    '%s asks in every language for what is left, and not for what is covered',
    (_id, template) => {
      expect(TONES).toContain(template.tone);
      for (const locale of Object.values(LOCALES)) {
        const facts = withCredit('1140', {
          invoices: [
            invoice('COVERED', '2025-12-01', '1000.00'),
            invoice('PART', '2026-01-01', '370.00'),
            invoice('FULL', '2026-02-01', '25.00'),
          ],
        });
        const invoiceId = template.level === 'invoice' ? 'PART' : null;
        const customer = { ...facts.customer, locale };
        const content = textWith(template);
        const { message } = messageOf(compose(content, { ...facts, customer }, { invoiceId }));
        const money = (amount: string) => formatMoney(amount, 'EUR', locale);
        const [gross, net] = invoiceId === null ? ['395.00', '255.00'] : ['370.00', '230.00'];
        for (const part of [message.html, message.text]) {
          expect(part).not.toContain('COVERED');
          for (const amount of [gross, '140.00', net]) expect(part).toContain(money(amount!));
        }
      }
    },
  );
});
