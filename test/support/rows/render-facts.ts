import type { RenderFacts, RenderInvoice } from '../../../domain/rendering/facts.ts';

/** An invoice 45 days past due on the day of `renderFacts`, unless changed. */
export function renderInvoice(change: Partial<RenderInvoice> = {}): RenderInvoice {
  return {
    number: 'INV-1',
    issuedOn: '2026-01-01',
    dueOn: '2026-01-16',
    amount: '2000',
    balance: '1200.50',
    currency: 'EUR',
    poNumber: null,
    payUrl: 'https://pay.example/inv-1?a=1&b=2',
    pdfUrl: null,
    ...change,
  };
}

/** A German customer with one overdue invoice and one that is not yet due; no title, no external id. */
export function renderFacts(): RenderFacts {
  return {
    customer: {
      name: 'Müller & <Söhne> "GmbH"',
      externalId: null,
      locale: 'de-DE',
      currency: 'EUR',
      zone: 'Europe/Berlin',
      properties: { zero: 0, no: false, blank: '  ' },
    },
    contact: { name: 'Jane Doe', email: 'jane@example.com', phone: null, title: null },
    invoices: [renderInvoice(), renderInvoice({ number: 'INV-2', dueOn: '2026-03-12', balance: '100' })],
    sender: { name: 'Jane', email: 'ar@firm.example', signatureHtml: '<b>Jane</b>', signatureText: 'Jane' },
    organisation: { name: 'Firm' },
    today: '2026-03-02',
    unsubscribeUrl: 'https://pay.example/u/1?a=1&b=2',
  };
}
