/** How firm a letter looks: the colour of its top line and of its amounts. */
export type LetterTone = 'friendly' | 'firm' | 'final';

/** The words of a letter, in the order in which they stand. Each paragraph is a template without tags of HTML. */
export interface Letter {
  tone: LetterTone;
  /** Stands above the greeting; a letter without one begins with it. */
  heading: string | null;
  /** Given name, or the full one. */
  greeting: 'first_name' | 'full_name';
  /** Before what is asked for. */
  opening: readonly string[];
  /** After it. */
  closing: readonly string[];
  about: 'account' | 'invoice';
}

const ACCENTS: Record<LetterTone, string> = { friendly: '#1d4ed8', firm: '#b45309', final: '#b91c1c' };
const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const INK = '#1f2937';
const MUTED = '#6b7280';
const LINE = '#e5e7eb';
/** Of rows that hold a number each: tables in a mail have no style of their own. */
const TABLE = 'role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"';

/** A letter as an HTML document that mail clients and phones show alike: one column, styles in line, no images. */
export function htmlLetter(letter: Letter): string {
  const accent = ACCENTS[letter.tone];
  const { opening, closing, heading } = letter;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<meta name="supported-color-schemes" content="light">
<title>{{organisation.name}}</title>
</head>
<body style="margin:0;padding:0;background-color:#f3f4f6">
<table ${TABLE} style="background-color:#f3f4f6">
<tr><td align="center" style="padding:16px 8px">
<table ${TABLE} style="max-width:600px;background-color:#ffffff;border-top:4px solid ${accent}">
<tr><td align="left" style="padding:28px 24px 8px 24px;${FONT};font-size:16px;line-height:1.5;color:${INK}">
${heading === null ? '' : `<h1 style="margin:0 0 16px 0;font-size:20px;line-height:1.3;color:${accent}">${heading}</h1>\n`}${paragraph(greetingOf(letter))}
${opening.map(paragraph).join('\n')}
${letter.about === 'account' ? invoicesTable(accent) : invoiceTable(accent)}
${closing.map(paragraph).join('\n')}
${HTML_SIGNATURE}
</td></tr>
<tr><td align="left" style="padding:12px 24px 20px 24px;${FONT};font-size:12px;line-height:1.5;color:${MUTED}">
{{organisation.name}} writes to {{customer.name}} because of ${letter.about === 'account' ? 'overdue invoices' : 'an overdue invoice'}. <a href="{{unsubscribeUrl}}" style="color:${MUTED}">Unsubscribe</a>
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`;
}

/** The same letter as plain text; the link to unsubscribe is added to every text part. */
export function textLetter(letter: Letter): string {
  const { opening, closing, heading } = letter;
  return [
    ...(heading === null ? [] : [heading.toUpperCase()]),
    greetingOf(letter),
    ...opening,
    letter.about === 'account' ? INVOICES_TEXT : INVOICE_TEXT,
    ...closing,
    TEXT_SIGNATURE,
  ].join('\n\n');
}

const paragraph = (text: string): string => `<p style="margin:0 0 16px 0">${text}</p>`;

function greetingOf({ greeting }: Letter): string {
  const name = greeting === 'first_name' ? 'contact.firstName' : 'contact.name';
  const hail = greeting === 'first_name' ? 'Hello' : 'Dear';
  return `{{#${name}}}${hail} {{${name}}},{{/${name}}}{{^${name}}}${hail} {{customer.name}} team,{{/${name}}}`;
}

const link = (url: string, label: string, accent: string): string =>
  `{{#${url}}}<br><a href="{{${url}}}" style="color:${accent};font-weight:600;white-space:nowrap">${label}</a>{{/${url}}}`;

/** Number and dates at the left, amount and links at the right: fits a phone without a second layout. */
function invoicesTable(accent: string): string {
  const head = `padding:0 0 6px 0;border-bottom:2px solid ${LINE};font-size:13px;color:${MUTED}`;
  const cell = `padding:10px 0;border-bottom:1px solid ${LINE};font-size:15px;line-height:1.4;vertical-align:top`;
  const small = `font-size:13px;color:${MUTED}`;
  return `<table ${TABLE} style="margin:0 0 20px 0">
<tr><td align="left" style="${head}">Overdue invoice</td><td align="right" style="${head}">Open amount</td></tr>
{{#invoices}}
<tr>
<td align="left" style="${cell};padding-right:12px"><strong>{{number}}</strong><br><span style="${small}">{{#poNumber}}PO {{poNumber}}<br>{{/poNumber}}Due {{dueOn}}<br>Days overdue: {{daysOverdue}}</span></td>
<td align="right" style="${cell}"><strong style="white-space:nowrap">{{balance}}</strong><span style="font-size:13px">${link('payUrl', 'Pay online', accent)}${link('pdfUrl', 'View PDF', accent)}</span></td>
</tr>
{{/invoices}}
<tr><td align="left" style="padding:12px 12px 0 0;font-size:16px"><strong>Total overdue</strong></td><td align="right" style="padding:12px 0 0 0;font-size:18px;color:${accent}"><strong style="white-space:nowrap">{{balance.overdue}}</strong></td></tr>
</table>`;
}

const INVOICES_TEXT = `{{#invoices}}
- {{number}}{{#poNumber}} (PO {{poNumber}}){{/poNumber}}: {{balance}}
  due {{dueOn}}, days overdue: {{daysOverdue}}
{{#payUrl}}
  Pay online: {{payUrl}}
{{/payUrl}}
{{#pdfUrl}}
  PDF: {{pdfUrl}}
{{/pdfUrl}}
{{/invoices}}

Total overdue: {{balance.overdue}}`;

function invoiceTable(accent: string): string {
  const left = `padding:8px 12px 8px 0;border-bottom:1px solid ${LINE};font-size:15px;color:${MUTED};vertical-align:top`;
  const right = `padding:8px 0;border-bottom:1px solid ${LINE};font-size:15px;vertical-align:top`;
  const row = (label: string, value: string): string =>
    `<tr><td align="left" style="${left}">${label}</td><td align="right" style="${right}">${value}</td></tr>`;
  return `<table ${TABLE} style="margin:0 0 20px 0">
${row('Invoice', '<strong>{{invoice.number}}</strong>')}
{{#invoice.poNumber}}
${row('PO number', '{{invoice.poNumber}}')}
{{/invoice.poNumber}}
${row('Issued', '{{invoice.issuedOn}}')}
${row('Due', '{{invoice.dueOn}}')}
${row('Days overdue', '{{invoice.daysOverdue}}')}
<tr><td align="left" style="padding:12px 12px 0 0;font-size:16px"><strong>Open amount</strong></td><td align="right" style="padding:12px 0 0 0;font-size:18px;color:${accent}"><strong style="white-space:nowrap">{{invoice.balance}}</strong></td></tr>
</table>
{{#invoice.payUrl}}
<p style="margin:0 0 20px 0"><a href="{{invoice.payUrl}}" style="display:inline-block;padding:12px 20px;background-color:${accent};color:#ffffff;font-weight:600;text-decoration:none;border-radius:4px">Pay online</a></p>
{{/invoice.payUrl}}
{{#invoice.pdfUrl}}
<p style="margin:0 0 20px 0"><a href="{{invoice.pdfUrl}}" style="color:${accent};font-weight:600">View the invoice as PDF</a></p>
{{/invoice.pdfUrl}}`;
}

const INVOICE_TEXT = `Invoice: {{invoice.number}}
{{#invoice.poNumber}}
PO number: {{invoice.poNumber}}
{{/invoice.poNumber}}
Issued: {{invoice.issuedOn}}
Due: {{invoice.dueOn}}
Days overdue: {{invoice.daysOverdue}}
Open amount: {{invoice.balance}}
{{#invoice.payUrl}}
Pay online: {{invoice.payUrl}}
{{/invoice.payUrl}}
{{#invoice.pdfUrl}}
PDF: {{invoice.pdfUrl}}
{{/invoice.pdfUrl}}`.trimEnd();

const HTML_SIGNATURE = `{{#sender.signatureHtml}}
<div style="margin:0 0 16px 0">{{{sender.signatureHtml}}}</div>
{{/sender.signatureHtml}}
{{^sender.signatureHtml}}
<p style="margin:0 0 16px 0">Kind regards,<br>{{#sender.name}}{{sender.name}}<br>{{/sender.name}}{{organisation.name}}</p>
{{/sender.signatureHtml}}`;

const TEXT_SIGNATURE = `{{#sender.signatureText}}
{{sender.signatureText}}
{{/sender.signatureText}}
{{^sender.signatureText}}
Kind regards,
{{#sender.name}}
{{sender.name}}
{{/sender.name}}
{{organisation.name}}
{{/sender.signatureText}}`;
