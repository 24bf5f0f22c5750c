import type { CreateSequence } from '../../contracts/sequences/sequences.ts';
import type { CreateStep } from '../../contracts/sequences/steps.ts';

/** The settings of the demo's sequence: weekdays, business hours. */
export function demoSequence(input: {
  zone: string;
  mailboxId: string;
  primaryUserId: string;
}): CreateSequence {
  return {
    ...input,
    name: 'Overdue, friendly to firm',
    description: 'Five steps in a month: three emails, a call, a task.',
    sendDays: [1, 2, 3, 4, 5],
    window: { start: '08:00', stop: '18:00' },
  };
}

const INVOICE_LIST = `<ul>{{#invoices}}<li>{{number}}, due {{dueOn}}: {{balance}}{{#payUrl}} (<a href="{{payUrl}}">pay</a>){{/payUrl}}</li>{{/invoices}}</ul>`;
const GREETING =
  '<p>Hello {{#contact.name}}{{contact.name}}{{/contact.name}}{{^contact.name}}there{{/contact.name}},</p>';

/** Emails, a call, a task; the last email waits for a person. */
export const DEMO_STEPS: CreateStep[] = [
  {
    type: 'email',
    label: 'Friendly reminder',
    timing: { kind: 'offset', days: 0, sendTime: '09:00' },
    subject: 'Open invoices of {{customer.name}}',
    body: `${GREETING}<p>a short note on what is open with us, {{balance.total}} in all:</p>${INVOICE_LIST}<p>Thank you!</p>`,
  },
  {
    type: 'email',
    label: 'Second reminder',
    timing: { kind: 'offset', days: 4, sendTime: '09:30' },
    subject: 'Still open: {{balance.total}}',
    body: `${GREETING}<p>these are still open. Is anything missing on your side?</p>${INVOICE_LIST}`,
    isThreaded: true,
  },
  {
    type: 'call',
    label: 'Call accounts payable',
    timing: { kind: 'offset', days: 8, sendTime: '10:00' },
    priority: 'high',
    instructions: 'Ask for a date for {{balance.overdue}}.',
    script: 'Hello, this is about {{balance.invoiceCount}} invoices of {{customer.name}} …',
    outcomeLabels: ['promised', 'left voicemail', 'no answer'],
  },
  {
    type: 'email',
    label: 'Final notice',
    timing: { kind: 'offset', days: 14, sendTime: '09:00' },
    delivery: 'manual',
    subject: 'Final notice: {{balance.total}}',
    body: `${GREETING}<p>without a payment we will have to hold new orders.</p>${INVOICE_LIST}`,
    isThreaded: true,
  },
  {
    type: 'task',
    label: 'Decide on a hold of orders',
    timing: { kind: 'delay', amount: 3, unit: 'days', atTime: '10:00' },
    instructions: 'Talk to the account owner.',
  },
];
