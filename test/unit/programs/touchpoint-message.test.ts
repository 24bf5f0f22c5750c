import { describe, expect, it } from '@jest/globals';
import type { TouchpointFacts } from '../../../domain/programs/touchpoint-facts.ts';
import {
  compose,
  factsWith,
  invoice,
  messageOf,
  textWith,
  TODAY,
  UNSUBSCRIBE_URL,
} from '../../support/rows/touchpoint-message.ts';

describe('P3: what a touchpoint says', () => {
  it('at account level it lists overdue invoices, and balances cover all that nothing keeps back', () => {
    const bodyHtml = '<p>{{#invoices}}{{number}} {{/invoices}}{{balance.total}} {{balance.overdue}}</p>';
    const { message, invoices } = messageOf(compose(textWith({ bodyHtml })));
    expect(message.text).toMatch(/^old late €300\.00 €200\.00/);
    expect(invoices).toEqual(['old', 'late']);
  });

  it('at invoice level it is about the one', () => {
    const content = textWith({
      level: 'invoice',
      bodyHtml: '<p>{{invoice.number}} {{invoice.daysOverdue}}</p>',
    });
    const prepared = messageOf(compose(content, factsWith(), { invoiceId: 'late' }));
    expect(prepared.message.text).toMatch(/^late 2\n/);
    expect(prepared.invoices).toEqual(['late']);
  });

  it('copies go to those named and to the owner, never to who is suppressed', () => {
    const content = textWith({ ccOwner: true, cc: ['cc@x.example'], bcc: ['bcc@x.example'] });
    const recipients = (facts: TouchpointFacts) =>
      messageOf(compose(content, facts)).message.recipients.map(({ kind, address }) => `${kind} ${address}`);
    expect(recipients(factsWith())).toEqual([
      'to jane@customer.example',
      'cc cc@x.example',
      'cc owner@acme.example',
      'bcc bcc@x.example',
    ]);
    const suppressed = ['cc@x.example'];
    expect(recipients(factsWith({ suppressed, ownerEmail: null }))).toEqual([
      'to jane@customer.example',
      'bcc bcc@x.example',
    ]);
  });
});

describe('P7: nothing to ask for, or nobody to be asked', () => {
  const invoiceLevel = textWith({ level: 'invoice', bodyHtml: '<p>{{invoice.number}}</p>' });
  const keptBack = (reason: 'disputed' | 'promise' | 'invoice_hold') =>
    factsWith({ invoices: [], keptBack: [{ invoiceId: 'old', dueOn: '2026-01-01', reason }] });

  it.each([
    ['paid', textWith(), factsWith({ invoices: [] }), 'nothing_owed'],
    ['not due', textWith(), factsWith({ invoices: [invoice('future', TODAY)] }), 'nothing_owed'],
    ['disputed', textWith(), keptBack('disputed'), 'disputed'],
    ['promised', textWith(), keptBack('promise'), 'promise'],
    ['the invoice is held', invoiceLevel, keptBack('invoice_hold'), 'invoice_hold'],
    ['the invoice is paid', invoiceLevel, factsWith({ invoices: [] }), 'nothing_owed'],
    ['the invoice is due later', invoiceLevel, factsWith({ invoices: [invoice('old', TODAY)] }), 'not_due'],
    ['inactive', textWith(), factsWith({ isCustomerActive: false }), 'customer_not_active'],
    ['suppressed', textWith(), factsWith({ suppressed: ['jane@customer.example'] }), 'all_suppressed'],
  ] as const)('%s', (_name, content, facts, reason) => {
    expect(compose(content, facts, { invoiceId: 'old' })).toEqual({ kind: 'skip', reason });
  });

  it('M3: an empty variable, nobody with an address and no mailbox are errors', () => {
    const broken = textWith({ bodyHtml: '<p>{{contact.title}}</p>' });
    expect(compose(broken)).toMatchObject({ kind: 'error', code: 'template' });
    expect(compose(textWith(), factsWith({ contacts: [] }))).toMatchObject({ code: 'no_recipient' });
    expect(compose(textWith(), factsWith({ mailbox: null }))).toMatchObject({ code: 'no_mailbox' });
    const prompt = textWith({ contentMode: 'prompt', subject: null, bodyHtml: null });
    expect(compose(prompt)).toMatchObject({ kind: 'error', code: 'prompt' });
  });

  it('M4: a text that was written goes out as it is, with the link', () => {
    const prompt = textWith({ contentMode: 'prompt', subject: null, bodyHtml: null });
    const written = { subject: 'Hello', bodyHtml: '<p>100 & more</p>', bodyText: '100 & more' };
    const { message } = messageOf(compose(prompt, factsWith(), { written }));
    expect(message).toMatchObject({
      subject: 'Hello',
      text: `100 & more\n\nUnsubscribe: ${UNSUBSCRIBE_URL}\n`,
    });
    expect(message.html).toContain('<p>100 & more</p>');
    const tagged = { ...written, bodyText: 'Hi {{contact.name}}' };
    expect(compose(prompt, factsWith(), { written: tagged })).toMatchObject({ kind: 'error' });
  });
});
