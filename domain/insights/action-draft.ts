import type { PinnedContent, StepContent } from '../sending/send-facts.ts';

/** A text of the product's own, to be rendered like any template (M2). */
interface DraftTemplate {
  subject: string;
  body: string;
}

const GREETING = '<p>Hello{{#contact.firstName}} {{contact.firstName}}{{/contact.firstName}},</p>';
const CLOSING = '<p>Kind regards<br>{{sender.name}}</p>';
const PAY_LINK = '{{#payUrl}} – <a href="{{payUrl}}">pay online</a>{{/payUrl}}';

/** For what is overdue: friendly, each overdue invoice named. */
const REMINDER: DraftTemplate = {
  subject: 'Reminder: {{balance.overdue}} overdue',
  body: [
    GREETING,
    '<p>this is a friendly reminder that the following is past its due date:</p>',
    `<ul>{{#invoices}}{{#daysOverdue}}<li>Invoice {{number}}, due on {{dueOn}}: {{balance}}${PAY_LINK}</li>{{/daysOverdue}}{{/invoices}}</ul>`,
    '<p>In all, {{balance.overdue}} is overdue. If it is on its way already, please ignore this message. If anything is unclear, just reply.</p>',
    CLOSING,
  ].join('\n'),
};

/** For any other reason: what is open, without a claim that it is late. */
const STATEMENT: DraftTemplate = {
  subject: 'Your open balance: {{balance.total}}',
  body: [
    GREETING,
    '<p>these invoices are open at present:</p>',
    `<ul>{{#invoices}}<li>Invoice {{number}}, due on {{dueOn}}: {{balance}}${PAY_LINK}</li>{{/invoices}}</ul>`,
    '<p>In all, {{balance.total}} is open. If anything is unclear, just reply.</p>',
    CLOSING,
  ].join('\n'),
};

/** The built-in text for the reason of an action, which is the first part of its key (Q6): no model writes it. */
export function draftTemplateOf(key: string): DraftTemplate {
  return key.startsWith('remind/') ? REMINDER : STATEMENT;
}

/** The email of an action: the built-in text, under what a person made of it. */
export function contentOfAction({ key, pinned }: { key: string; pinned: PinnedContent | null }): StepContent {
  return { ...draftTemplateOf(key), bodyText: null, cc: [], bcc: [], isThreaded: false, pinned };
}
