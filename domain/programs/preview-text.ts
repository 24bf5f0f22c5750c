import type { TextPreview } from '../../contracts/programs/text-previews.ts';
import { noMailbox } from '../sending/compose-message.ts';
import { inTheirLanguage } from '../sending/words-for.ts';
import { renderEmail } from '../rendering/message.ts';
import { spokenFacts } from './asked-for.ts';
import type { TouchpointInvoice } from './touchpoint-facts.ts';
import {
  skipReasonOf,
  stepContentOf,
  touchpointRecipients,
  touchpointRenderFacts,
  type TouchpointInput,
} from './touchpoint-message.ts';

type Shown = Omit<TextPreview, 'customer'>;
type Problems = Shown['problems'];

/**
 * What a text would come to for a customer, each part by itself: words also where nobody would get them or nothing would be
 * asked, recipients also where the words are broken. Pure; never throws.
 */
export function previewText(input: TouchpointInput & { unsubscribeUrl: string }): Shown {
  const { content, facts } = input;
  const invoice = content.level === 'invoice' ? aboutWhich(input) : null;
  const about = { ...input, invoiceId: invoice?.invoiceId ?? null };
  const problems: Problems = [];
  if (content.level === 'invoice' && !invoice)
    problems.push({ field: 'invoiceId', message: 'The customer has no such invoice that may be asked for' });
  if (!facts.mailbox) problems.push({ field: 'mailbox', message: noMailbox(facts).detail });
  const { mailbox } = facts;
  const from = mailbox && { name: mailbox.fromName, address: mailbox.fromAddress };
  const recipients = recipientsOf(about, problems);
  const words = wordsOf(about, problems);
  const shown = invoice && { id: invoice.invoiceId, number: invoice.number };
  return { invoice: shown, from, ...recipients, ...words, notAsked: skipReasonOf(about), problems };
}

/** The invoice that is named, else the oldest that is overdue, else the oldest. */
function aboutWhich({ facts, invoiceId, today }: TouchpointInput): TouchpointInvoice | null {
  const { invoices } = spokenFacts(facts, today);
  const oldest = [...invoices].sort((a, b) => (a.dueOn < b.dueOn ? -1 : Number(a.dueOn > b.dueOn)));
  const chosen = invoiceId === null ? oldest[0] : invoices.find((each) => each.invoiceId === invoiceId);
  return chosen ?? null;
}

function recipientsOf(
  about: TouchpointInput,
  problems: Problems,
): Pick<Shown, 'contactId' | 'to' | 'cc' | 'bcc' | 'leftOut'> {
  const chosen = touchpointRecipients(about, null);
  if ('kind' in chosen) {
    const message =
      chosen.kind === 'error' ? chosen.detail : 'Nobody is left: every address is on the suppression list';
    problems.push({ field: 'recipient', message });
    return { contactId: null, to: [], cc: [], bcc: [], leftOut: [] };
  }
  const of = (kind: 'to' | 'cc' | 'bcc') =>
    chosen.recipients.filter((each) => each.kind === kind).map(({ address }) => address);
  const leftOut = chosen.leftOut.map(({ address, reason }) => ({ address, reason }));
  return { contactId: chosen.contactId, to: of('to'), cc: of('cc'), bcc: of('bcc'), leftOut };
}

function wordsOf(
  about: TouchpointInput & { unsubscribeUrl: string },
  problems: Problems,
): Pick<Shown, 'subject' | 'language' | 'html' | 'text'> {
  const none = { subject: null, language: null, html: null, text: null };
  const { content, facts, today } = about;
  if (content.contentMode === 'prompt') {
    const message = 'A language model writes it when the message is produced';
    problems.push({ field: 'prompt', message });
    return none;
  }
  if (content.level === 'invoice' && about.invoiceId === null) return none;
  const spoken = inTheirLanguage({
    ...spokenFacts(facts, today),
    content: stepContentOf({ content, facts }, null, null),
  });
  const { subject, body: bodyHtml, bodyText } = spoken.facts.content;
  if (subject === null || bodyHtml === null) {
    problems.push({ field: subject === null ? 'subject' : 'bodyHtml', message: 'is missing' });
    return none;
  }
  const { language } = spoken;
  const rendered = renderEmail(
    { subject, bodyHtml, bodyText },
    { ...touchpointRenderFacts(about), language },
  );
  if (!rendered.ok) {
    problems.push(...rendered.problems.map(({ place, message }) => ({ field: place, message })));
    return none;
  }
  return { subject: rendered.subject, language, html: rendered.html, text: rendered.text };
}
