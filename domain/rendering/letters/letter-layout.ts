import type { Language, Tone } from '../../../contracts/kinds.ts';
import type { EmailTemplates } from '../message.ts';
import type { LetterSubject, LetterTexts, PluralText } from './letter-texts.ts';
import { LETTER_TEXTS } from './texts.ts';
import { UNSUBSCRIBE_WORDS } from './unsubscribe-words.ts';

/** Which of the product's letters (M6). */
export interface LetterChoice<About extends LetterSubject = LetterSubject> {
  tone: Tone;
  about: About;
  language: Language;
}

/** The colour of the top line and of the amounts. */
const ACCENTS: Record<Tone, string> = {
  friendly: '#1d4ed8',
  firm: '#b45309',
  urgent: '#c2410c',
  final: '#b91c1c',
};
const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const INK = '#1f2937';
const MUTED = '#6b7280';
const LINE = '#e5e7eb';
/** Of rows that hold a number each: tables in a mail have no style of their own. */
const TABLE = 'role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"';

/** A letter with a design, as programs send it: HTML that mail clients and phones show alike, and the same as text. */
export function designedLetter(choice: LetterChoice<'invoice' | 'account'>): EmailTemplates {
  const { tone, about, language } = choice;
  const texts = LETTER_TEXTS[language];
  const { heading } = texts.tones[tone];
  return {
    subject: asked(texts.tones[tone].subject[about]),
    bodyHtml: htmlLetter(choice, texts),
    bodyText: [...(heading === null ? [] : [heading.toLocaleUpperCase(language)]), plainBody(choice)].join(
      '\n\n',
    ),
  };
}

/** A letter as a person would type it: plain text without a heading, easily edited. */
export function plainLetter(choice: LetterChoice): { subject: string; body: string } {
  return {
    subject: asked(LETTER_TEXTS[choice.language].tones[choice.tone].subject[choice.about]),
    body: plainBody(choice),
  };
}

/** Where credit counts, a subject and what is asked on the telephone name what is left to pay, as the letter does (C18). */
export function asked(text: string): string {
  return text.replace(
    /\{\{balance\.(?:overdue|total)\}\}/g,
    '{{#balance.credit}}{{balance.net}}{{/balance.credit}}{{^balance.credit}}$&{{/balance.credit}}',
  );
}

function plainBody(choice: LetterChoice): string {
  const texts = LETTER_TEXTS[choice.language];
  return [
    greetingOf(choice, texts),
    openingOf(choice, texts),
    choice.about === 'invoice' ? invoiceText(texts) : invoicesText(choice.about, texts),
    ...texts.tones[choice.tone].closing,
    textSignature(texts),
  ].join('\n\n');
}

/** One column, styles in line, no images. */
function htmlLetter(choice: LetterChoice<'invoice' | 'account'>, texts: LetterTexts): string {
  const { tone, about, language } = choice;
  const accent = ACCENTS[tone];
  const { closing, heading } = texts.tones[tone];
  return `<!doctype html>
<html lang="${language}">
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
${heading === null ? '' : `<h1 style="margin:0 0 16px 0;font-size:20px;line-height:1.3;color:${accent}">${heading}</h1>\n`}${paragraph(greetingOf(choice, texts).replaceAll('\n', '<br>\n'))}
${paragraph(openingOf(choice, texts))}
${about === 'account' ? invoicesTable(accent, texts) : invoiceTable(accent, texts)}
${closing.map(paragraph).join('\n')}
${htmlSignature(texts)}
</td></tr>
<tr><td align="left" style="padding:12px 24px 20px 24px;${FONT};font-size:12px;line-height:1.5;color:${MUTED}">
${texts.because[about]} <a href="{{unsubscribeUrl}}" style="color:${MUTED}">${UNSUBSCRIBE_WORDS[language].unsubscribe}</a>
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`;
}

const paragraph = (text: string): string => `<p style="margin:0 0 16px 0">${text}</p>`;

function greetingOf({ tone }: LetterChoice, { greeting }: LetterTexts): string {
  const { person, nobody } = greeting[tone === 'friendly' ? 'friendly' : 'formal'];
  const name = /\{\{(contact\.\w+)\}\}/.exec(person)?.[1];
  return name === undefined ? person : `{{#${name}}}${person}{{/${name}}}{{^${name}}}${nobody}{{/${name}}}`;
}

function openingOf({ tone, about }: LetterChoice, { tones }: LetterTexts): string {
  const { opening } = tones[tone];
  return about === 'invoice' ? opening.invoice : plural(opening[about], COUNTS[about]);
}

/** The number of what is listed. */
const COUNTS = { account: 'balance.overdueCountIs', open: 'balance.invoiceCountIs' } as const;

/** The form that fits a number; `forms` is the variable that holds which one does. */
function plural({ other, ...texts }: PluralText, forms: string): string {
  const given = Object.entries(texts);
  const shown = given.map(([form, text]) => `{{#${forms}.${form}}}${text}{{/${forms}.${form}}}`);
  const rest = given.reduce((inner, [form]) => `{{^${forms}.${form}}}${inner}{{/${forms}.${form}}}`, other);
  return shown.join('') + rest;
}

const link = (url: string, label: string, accent: string): string =>
  `{{#${url}}}<br><a href="{{${url}}}" style="color:${accent};font-weight:600">${label}</a>{{/${url}}}`;

/** Number and dates at the left, amount and links at the right: fits a phone without a second layout. */
function invoicesTable(
  accent: string,
  { labels, colon, daysOverdue, invoiceCount, credit }: LetterTexts,
): string {
  const head = `padding:0 0 6px 0;border-bottom:2px solid ${LINE};font-size:13px;color:${MUTED}`;
  const cell = `padding:10px 0;border-bottom:1px solid ${LINE};font-size:15px;line-height:1.4;vertical-align:top`;
  const small = `font-size:13px;color:${MUTED}`;
  return `<table ${TABLE} style="margin:0 0 20px 0">
<tr><td align="left" style="${head}">${labels.invoice}</td><td align="right" style="${head}">${labels.openAmount}</td></tr>
{{#invoices}}
{{#daysOverdue}}
<tr>
<td align="left" style="${cell};padding-right:12px"><strong>{{number}}</strong><br><span style="${small}">{{#poNumber}}${labels.poNumber}${colon}{{poNumber}}<br>{{/poNumber}}${labels.due}${colon}<span style="white-space:nowrap">{{dueOn}}</span><br>${plural(daysOverdue, 'daysOverdueIs')}</span></td>
<td align="right" style="${cell}"><strong style="white-space:nowrap">{{balance}}</strong><span style="font-size:13px">${link('payUrl', labels.payOnline, accent)}${link('pdfUrl', labels.viewPdf, accent)}</span></td>
</tr>
{{/daysOverdue}}
{{/invoices}}
<tr><td align="left" style="padding:12px 12px 0 0;font-size:16px"><strong>${labels.totalOverdue}</strong><br><span style="${small}">${plural(invoiceCount.account, COUNTS.account)}</span></td><td align="right" style="padding:12px 0 0 0;font-size:18px;vertical-align:top;color:${accent}"><strong style="white-space:nowrap">{{balance.overdue}}</strong></td></tr>
</table>
{{#balance.credit}}
${paragraph(credit.listed)}
{{/balance.credit}}`;
}

function invoicesText(about: 'account' | 'open', texts: LetterTexts): string {
  const { labels, colon, daysOverdue, invoiceCount, credit } = texts;
  const late = plural(daysOverdue, 'daysOverdueIs');
  const isAll = about === 'open';
  const [total, sum] = isAll
    ? [labels.totalOpen, '{{balance.total}}']
    : [labels.totalOverdue, '{{balance.overdue}}'];
  const only = (tag: string): string[] => (isAll ? [] : [`{{${tag}daysOverdue}}`]);
  return [
    '{{#invoices}}',
    ...only('#'),
    `- {{number}}{{#poNumber}} (${labels.poNumber}${colon}{{poNumber}}){{/poNumber}}${colon}{{balance}}`,
    `  ${labels.due}${colon}{{dueOn}}{{#daysOverdue}} (${late}){{/daysOverdue}}`,
    '{{#payUrl}}',
    `  ${labels.payOnline}${colon}{{payUrl}}`,
    '{{/payUrl}}',
    '{{#pdfUrl}}',
    `  PDF${colon}{{pdfUrl}}`,
    '{{/pdfUrl}}',
    ...only('/'),
    '{{/invoices}}',
    '',
    `${total}${colon}${sum} (${plural(invoiceCount[about], COUNTS[about])})`,
    ...(isAll
      ? [
          '{{#balance.overdueCount}}',
          `${labels.ofWhichOverdue}${colon}{{balance.overdue}}`,
          '{{/balance.overdueCount}}',
        ]
      : []),
    '{{#balance.credit}}',
    // Where credit counts against more than the sum above, that is named, too: what is named adds up.
    ...(isAll
      ? []
      : [
          '{{#balance.grossOpen}}',
          `${labels.totalOpen}${colon}{{balance.grossOpen}}`,
          '{{/balance.grossOpen}}',
        ]),
    '',
    credit.listed,
    '{{/balance.credit}}',
  ].join('\n');
}

function invoiceTable(accent: string, { labels, daysOverdue, credit }: LetterTexts): string {
  const left = `padding:8px 12px 8px 0;border-bottom:1px solid ${LINE};font-size:15px;color:${MUTED};vertical-align:top`;
  const right = `padding:8px 0;border-bottom:1px solid ${LINE};font-size:15px;vertical-align:top`;
  const row = (label: string, value: string): string =>
    `<tr><td align="left" style="${left}">${label}</td><td align="right" style="${right}">${value}</td></tr>`;
  const late = plural(daysOverdue, 'daysOverdueIs');
  return `<table ${TABLE} style="margin:0 0 20px 0">
${row(labels.invoice, '<strong>{{invoice.number}}</strong>')}
{{#invoice.poNumber}}
${row(labels.poNumber, '{{invoice.poNumber}}')}
{{/invoice.poNumber}}
${row(labels.issued, '{{invoice.issuedOn}}')}
${row(labels.due, `{{invoice.dueOn}}<br><span style="font-size:13px;color:${MUTED}">{{#invoice}}${late}{{/invoice}}</span>`)}
<tr><td align="left" style="padding:12px 12px 0 0;font-size:16px"><strong>${labels.openAmount}</strong></td><td align="right" style="padding:12px 0 0 0;font-size:18px;color:${accent}"><strong style="white-space:nowrap">{{invoice.balance}}</strong></td></tr>
</table>
{{#invoice.credit}}
${paragraph(credit.invoice)}
{{/invoice.credit}}
{{#invoice.payUrl}}
<p style="margin:0 0 20px 0"><a href="{{invoice.payUrl}}" style="display:inline-block;padding:12px 20px;background-color:${accent};color:#ffffff;font-weight:600;text-decoration:none;border-radius:4px">${labels.payOnline}</a></p>
{{/invoice.payUrl}}
{{#invoice.pdfUrl}}
<p style="margin:0 0 20px 0"><a href="{{invoice.pdfUrl}}" style="color:${accent};font-weight:600">${labels.viewPdf}</a></p>
{{/invoice.pdfUrl}}`;
}

function invoiceText({ labels, colon, daysOverdue, credit }: LetterTexts): string {
  const late = plural(daysOverdue, 'daysOverdueIs');
  return [
    `${labels.invoice}${colon}{{invoice.number}}`,
    '{{#invoice.poNumber}}',
    `${labels.poNumber}${colon}{{invoice.poNumber}}`,
    '{{/invoice.poNumber}}',
    `${labels.issued}${colon}{{invoice.issuedOn}}`,
    `${labels.due}${colon}{{invoice.dueOn}}{{#invoice}} (${late}){{/invoice}}`,
    `${labels.openAmount}${colon}{{invoice.balance}}`,
    '{{#invoice.credit}}',
    credit.invoice,
    '{{/invoice.credit}}',
    '{{#invoice.payUrl}}',
    `${labels.payOnline}${colon}{{invoice.payUrl}}`,
    '{{/invoice.payUrl}}',
    '{{#invoice.pdfUrl}}',
    `PDF${colon}{{invoice.pdfUrl}}`,
    '{{/invoice.pdfUrl}}',
  ].join('\n');
}

const htmlSignature = ({ regards }: LetterTexts): string => `{{#sender.signatureHtml}}
<div style="margin:0 0 16px 0">{{{sender.signatureHtml}}}</div>
{{/sender.signatureHtml}}
{{^sender.signatureHtml}}
<p style="margin:0 0 16px 0">${regards}<br>{{#sender.name}}{{sender.name}}<br>{{/sender.name}}{{organisation.name}}</p>
{{/sender.signatureHtml}}`;

const textSignature = ({ regards }: LetterTexts): string => `{{#sender.signatureText}}
{{sender.signatureText}}
{{/sender.signatureText}}
{{^sender.signatureText}}
${regards}
{{#sender.name}}
{{sender.name}}
{{/sender.name}}
{{organisation.name}}
{{/sender.signatureText}}`;
