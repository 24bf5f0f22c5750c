import type { TemplateText } from './definition.ts';
import { htmlLetter, textLetter, type Letter } from './letter-layout.ts';

/** A text that comes with the product; it is never changed, only taken as it is or copied. */
export interface BuiltInTemplate extends TemplateText {
  /** A plain word, never an id of the database. */
  id: string;
  bodyText: string;
}

/** The texts that come with the product: four of account level that grow firmer, and two about one invoice. */
export const BUILT_IN_TEMPLATES: readonly BuiltInTemplate[] = [
  builtIn(
    'friendly-reminder',
    'Friendly reminder',
    'A reminder from {{organisation.name}}: {{balance.overdue}} overdue',
    {
      about: 'account',
      tone: 'friendly',
      heading: null,
      greeting: 'first_name',
      opening: [
        'This is a friendly reminder that the following is past its due date. Perhaps it slipped through; it happens to all of us.',
      ],
      closing: [
        'If your payment is already on its way, please ignore this message, and thank you. If anything is missing or unclear, simply reply and we will sort it out.',
      ],
    },
  ),
  builtIn(
    'second-reminder',
    'Second reminder',
    'Still open: {{balance.overdue}} overdue at {{organisation.name}}',
    {
      about: 'account',
      tone: 'friendly',
      heading: 'Your account is overdue',
      greeting: 'first_name',
      opening: [
        'According to our records, the following is still open. This message takes the place of any earlier reminder.',
      ],
      closing: [
        'Please arrange payment in the next few days, or reply with the date on which we can expect it. If you dispute any of it, tell us what is wrong, and we will look into it right away.',
        'If you have paid in the meantime, please accept our thanks and ignore this message.',
      ],
    },
  ),
  builtIn(
    'firm-reminder',
    'Firm reminder',
    'Payment required: {{balance.overdue}} overdue at {{organisation.name}}',
    {
      about: 'account',
      tone: 'firm',
      heading: 'Payment required',
      greeting: 'full_name',
      opening: [
        'The following is long past its due date, and as of {{today}} we have not received your payment.',
      ],
      closing: [
        'We ask you to pay the full amount within seven days. If you cannot do so, reply to this message within the same time, so that we can agree on how and when you will pay.',
        'Payments made in the last few days may not be included above.',
      ],
    },
  ),
  builtIn(
    'final-notice',
    'Final notice',
    'Final notice: {{balance.overdue}} overdue at {{organisation.name}}',
    {
      about: 'account',
      tone: 'final',
      heading: 'Final notice',
      greeting: 'full_name',
      opening: ['Your account is seriously overdue: as of {{today}}, the following is still unpaid.'],
      closing: [
        'Pay the full amount within seven days of the date of this notice. Otherwise we will have to consider further steps without writing again, which may include holding back deliveries and services and handing the claim over for collection.',
        'If you believe that this notice is wrong, or if you want to propose a payment plan, reply today. We would rather settle this with you.',
      ],
    },
  ),
  builtIn(
    'invoice-reminder',
    'Invoice reminder',
    'Reminder: invoice {{invoice.number}} from {{organisation.name}}',
    {
      about: 'invoice',
      tone: 'friendly',
      heading: null,
      greeting: 'first_name',
      opening: ['This is a friendly reminder that invoice {{invoice.number}} is past its due date.'],
      closing: [
        'If your payment is already on its way, please ignore this message, and thank you. If anything about this invoice is missing or unclear, simply reply and we will sort it out.',
      ],
    },
  ),
  builtIn(
    'invoice-demand',
    'Invoice demand',
    'Payment required: invoice {{invoice.number}} from {{organisation.name}}',
    {
      about: 'invoice',
      tone: 'firm',
      heading: 'Payment required',
      greeting: 'full_name',
      opening: ['Invoice {{invoice.number}} is past its due date, and as of {{today}} it is still unpaid.'],
      closing: [
        'We ask you to pay the open amount within seven days. If you cannot do so, or if you dispute the invoice, reply to this message within the same time.',
        'Payments made in the last few days may not be included above.',
      ],
    },
  ),
];

/** What a program made from scratch says, by days past due (P1): account level, growing firmer. */
export const DEFAULT_TOUCHPOINTS = [
  { offsetDays: 1, label: '1 day overdue', templateId: 'friendly-reminder' },
  { offsetDays: 7, label: '7 days overdue', templateId: 'second-reminder' },
  { offsetDays: 14, label: '14 days overdue', templateId: 'firm-reminder' },
  { offsetDays: 30, label: '30 days overdue', templateId: 'final-notice' },
] as const;

const byId = new Map(BUILT_IN_TEMPLATES.map((template) => [template.id, template]));

/** The text of the product with this id; undefined when there is none. */
export function findBuiltInTemplate(templateId: string): BuiltInTemplate | undefined {
  return byId.get(templateId);
}

function builtIn(id: string, name: string, subject: string, letter: Letter): BuiltInTemplate {
  return {
    id,
    name,
    level: letter.about,
    subject,
    bodyHtml: htmlLetter(letter),
    bodyText: textLetter(letter),
  };
}
