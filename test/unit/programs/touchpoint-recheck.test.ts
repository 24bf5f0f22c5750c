import { describe, expect, it } from '@jest/globals';
import { editTouchpoint } from '../../../domain/programs/edit-touchpoint.ts';
import { recheckTouchpoint } from '../../../domain/programs/recheck-touchpoint.ts';
import type { TouchpointFacts, TouchpointText } from '../../../domain/programs/touchpoint-facts.ts';
import { mentions } from '../../../domain/rendering/mentions.ts';
import {
  compose,
  contact,
  factsWith,
  hash,
  invoice,
  textWith,
  TODAY,
  UNSUBSCRIBE_URL,
  writtenBy,
} from '../../support/rows/touchpoint-message.ts';

describe('P14: what a written message depends on', () => {
  const recheck = (content: TouchpointText, later: TouchpointFacts, invoiceId: string | null = null) => {
    const written = writtenBy(compose(content, factsWith(), { invoiceId }));
    return recheckTouchpoint({ content, facts: later, invoiceId, today: TODAY, written, hash });
  };
  const paidPart = [invoice('old', '2026-01-01', '60.00'), ...factsWith().invoices.slice(1)];

  it('the same facts fit', () => {
    expect(recheck(textWith(), factsWith())).toEqual({ kind: 'fits' });
  });

  it('balances, invoices and recipients, each with before and after', () => {
    const moved = recheck(
      textWith(),
      factsWith({ invoices: [...paidPart, invoice('new', '2026-04-01', '1.5')] }),
    );
    expect(moved).toMatchObject({
      kind: 'moved',
      changes: {
        balance: { before: '300.00', after: '261.50', currency: 'EUR' },
        invoices: [
          {
            invoiceId: 'old',
            number: 'old',
            before: {
              balance: '100.00',
              dueOn: '2026-01-01',
            },
            after: {
              balance: '60.00',
              dueOn: '2026-01-01',
            },
          },
          { invoiceId: 'new', before: null, after: { balance: '1.50', dueOn: '2026-04-01' } },
        ],
        recipients: null,
      },
    });
    const contacts = [{ ...contact, email: 'kim@customer.example', isPrimary: true }];
    expect(recheck(textWith(), factsWith({ contacts }))).toMatchObject({
      changes: {
        balance: null,
        invoices: [],
        recipients: {
          before: ['jane@customer.example'],
          after: ['kim@customer.example'],
        },
      },
    });
    expect(recheck(textWith(), factsWith({ contacts: [] }))).toMatchObject({
      changes: { recipients: { after: [] } },
    });
    expect(recheck(textWith(), factsWith({ invoices: [] }))).toEqual({
      kind: 'skip',
      reason: 'nothing_owed',
    });
  });

  it('at invoice level the one invoice alone, unless the text names the balance or other invoices', () => {
    const about = (bodyHtml: string) => textWith({ level: 'invoice', bodyHtml });
    const later = factsWith({ invoices: paidPart });
    expect(recheck(about('<p>{{invoice.balance}}</p>'), later, 'late')).toEqual({ kind: 'fits' });
    expect(recheck(about('<p>{{#invoice}}{{balance}}{{/invoice}}</p>'), later, 'late').kind).toBe('fits');
    expect(recheck(about('<p>{{balance.total}}</p>'), later, 'late').kind).toBe('moved');
    const list = '<p>{{invoice.number}}{{#invoices}}{{number}}{{/invoices}}</p>';
    expect(recheck(about(list), later, 'late').kind).toBe('moved');
    expect(recheck(about('<p>{{invoice.balance}}</p>'), later, 'old').kind).toBe('moved');
  });

  it('a broken template may name anything', () => {
    expect(mentions({ subject: 'x', bodyHtml: '{{#x', bodyText: null }, 'invoice', ['balance'])).toBe(true);
  });
});

describe('P7: an edit', () => {
  const written = () => writtenBy(compose(textWith()));
  const WAY_OUT = { unsubscribeUrl: UNSUBSCRIBE_URL, language: 'en' } as const;
  const edit = (change: object, suppressed: string[] = []) =>
    editTouchpoint({ edit: change, ...written(), wayOut: WAY_OUT, suppressed, hash });

  it('of words keeps what they depend on; of recipients moves it', () => {
    const words = edit({ subject: 'Hello' });
    expect(words).toMatchObject({
      ok: true,
      content: { subject: 'Hello', isTextByHand: true, isAddressedByHand: false },
      basis: written().basis,
    });
    const addressed = edit({ to: ['a@x.example'], cc: ['A@x.example', 'b@x.example'] });
    expect(addressed).toMatchObject({
      ok: true,
      content: { to: ['a@x.example'], cc: ['b@x.example'], isTextByHand: false, isAddressedByHand: true },
      basis: { to: ['a@x.example', 'b@x.example'], invoices: written().basis.invoices },
    });
  });

  it('names every field that is wrong', () => {
    const wrong = edit({ subject: '{{x}}', to: ['a@x.example', 'no'], bcc: ['s@x.example'] }, [
      's@x.example',
    ]);
    expect(wrong).toMatchObject({
      ok: false,
      problems: [{ field: 'subject' }, { field: 'to[1]' }, { field: 'bcc[0]' }],
    });
  });
});
