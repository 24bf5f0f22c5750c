import type { ImportKind } from '../../../contracts/imports/kinds.ts';

/** Words of headers that ERPs, accounting programs and people write, by our column; compared without marks and case. */
type Words = Readonly<Record<string, readonly string[]>>;

/** Names between commas. */
const words = (...lines: string[]): string[] => lines.flatMap((line) => line.split(', '));

const CUSTOMER_ID = words(
  'customer id, customer no, customer number, customer code, customer, cust no, cust id',
  'cust, account, account no, account number, account code, client id, client no, client',
  'debtor, debtor no, debitor, kunde, kundennr, kundennummer, kunden nr, debitorennr',
  'debitorennummer, code client, no client, numero client, cliente, codigo cliente',
  'codice cliente, klantnr, klantnummer, debiteur, debiteurnummer, sold to, sold to party',
  'bill to, customer external id',
);
const NAME = words('name, customer name, company, company name, kundenname, firma, nom, nombre, naam, nome');
const CURRENCY = words(
  'currency, curr, crcy, currency code, waehrung, wahrung, devise, moneda, valuta, divisa',
);
const AMOUNT = words(
  'amount, total, invoice amount, gross, gross amount, amt, amount in local currency',
  'doc amount, amt in loc cur, amount in loc cur, betrag, rechnungsbetrag, bruttobetrag',
  'montant, montant ttc, importe, importo, bedrag, original amount, invoice total',
);
const EMAIL = words('email, e mail, mail, email address, emails, e mail adresse, courriel, correo');
const STATUS = words('status, state, statut, estado, stato');

const INVOICES: Words = {
  customer_external_id: CUSTOMER_ID,
  number: words(
    'number, invoice, invoice no, invoice number, invoice id, inv no, doc no, document no',
    'document number, document, reference, belegnr, belegnummer, rechnung, rechnungsnr',
    'rechnungsnummer, rechnungs nr, facture, numero facture, no facture, factura, fattura',
    'numero fattura, factuurnr, factuurnummer, billing document',
  ),
  issued_on: words(
    'issued on, issue date, invoice date, date, doc date, document date, date issued',
    'posting date, belegdatum, rechnungsdatum, datum, date facture, date de facture, fecha',
    'fecha factura, data fattura, factuurdatum, billing date',
  ),
  due_on: words(
    'due on, due date, due, net due date, net due dt, payment due, due dt, faellig, fallig',
    'faelligkeit, falligkeit, faellig am, fallig am, faelligkeitsdatum, falligkeitsdatum',
    'echeance, date echeance, date d echeance, vencimiento, scadenza, data scadenza',
    'vervaldatum',
  ),
  amount: AMOUNT,
  balance: words(
    'balance, open amount, open amt, open, open balance, outstanding, outstanding amount',
    'amount due, balance due, remaining, offen, offener betrag, saldo, restbetrag, solde',
    'reste a payer, pendiente, residuo, openstaand, amount outstanding',
  ),
  currency: CURRENCY,
  status: STATUS,
  disputed: words('disputed, dispute'),
  dispute_reason: words('dispute reason'),
  po_number: words(
    'po number, po no, po, purchase order, bestellnummer, bestellnr, customer po',
    'bon de commande',
  ),
  paid_on: words(
    'paid on, payment date, last payment, last payment date, date paid, clearing date',
    'zahlungsdatum, letzte zahlung, ausgleichsdatum, date paiement, fecha de pago, data pagamento, betaaldatum',
  ),
  pay_url: words('pay url, payment link, payment url'),
  pdf_url: words('pdf url, pdf, invoice url, invoice link'),
};

const WORDS: Readonly<Record<ImportKind, Words>> = {
  customers: {
    external_id: [...words('external id, id'), ...CUSTOMER_ID],
    name: NAME,
    status: STATUS,
    currency: CURRENCY,
    ar_owner_email: words('ar owner email, ar owner, collector, sachbearbeiter'),
    sales_owner_email: words('sales owner email, sales owner, sales rep, account manager'),
    zone: words('zone, time zone, timezone'),
    locale: words('locale, language, sprache, langue, idioma, lingua, taal'),
    score: words('score, rating'),
  },
  contacts: {
    customer_external_id: CUSTOMER_ID,
    external_id: words('external id, contact id, contact no'),
    name: words('name, contact, contact name, full name, ansprechpartner, nom, nombre, naam, nome'),
    email: EMAIL,
    phone: words('phone, telephone, tel, phone number, mobile, telefon, telefono, telefoon'),
    title: words('title, job title, position, funktion, fonction, cargo'),
    department: words('department, dept, abteilung, service, departamento, afdeling'),
    type: words('type, role, contact type'),
    primary: words('primary, primary contact, main contact, is primary, hauptkontakt'),
  },
  invoices: INVOICES,
  payments: {
    customer_external_id: CUSTOMER_ID,
    reference: words(
      'reference, payment reference, payment id, payment no, ref, referenz, referencia',
      'zahlung',
    ),
    paid_on: words(
      'paid on, payment date, date, date paid, value date, valuta, zahlungsdatum',
      'date paiement',
    ),
    amount: [...words('paid, amount paid, payment amount'), ...AMOUNT],
    currency: CURRENCY,
    invoice_number: words(
      'invoice number, invoice, invoice no, rechnungsnummer, rechnungsnr, facture, factura',
    ),
    allocations: words('allocations'),
  },
  related_records: {
    kind: words('kind, type, record type'),
    external_id: words('external id, id, number, document no, belegnummer'),
    customer_external_id: CUSTOMER_ID,
    status: STATUS,
    occurred_on: words('occurred on, date, document date, datum'),
    ends_on: words('ends on, end date, expiry, expires on, valid until'),
    amount: AMOUNT,
    currency: CURRENCY,
    allocations: words('allocations'),
  },
};

/** A header without case, marks and accents: `Doc. No` and `doc no` are one. */
export function headerWords(written: string): string {
  return written
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** How well a header names one of our columns: 0 not at all, more for a word that comes earlier in its list. */
export function nameScore(kind: ImportKind, column: string, words: string): number {
  const place = (WORDS[kind][column] ?? []).indexOf(words);
  return place < 0 ? 0 : 1 / (place + 1);
}
