import { htmlOfText, isHtml, textOfHtml } from '../rendering/body-text.ts';
import type { SendingMailbox, StepContent } from '../sending/send-facts.ts';

/** What a person wrote, and to whom. */
export interface WrittenAnswer {
  subject: string;
  /** HTML, or plain text. */
  body: string;
  to: readonly string[];
  cc: readonly string[];
}

/** An answer as a message is composed from it: word for word, with the signature of the mailbox that it leaves from (M1). */
export function contentOfAnswer(
  { subject, body, to, cc }: WrittenAnswer,
  mailbox: Pick<SendingMailbox, 'signatureHtml' | 'signatureText'> | null,
): StepContent {
  const { signatureHtml = null, signatureText = null } = mailbox ?? {};
  const html = isHtml(body) ? body : htmlOfText(body);
  const text = isHtml(body) ? textOfHtml(body) : body;
  const below = signatureHtml || (signatureText && htmlOfText(signatureText));
  const belowText = signatureText || (signatureHtml && textOfHtml(signatureHtml));
  return {
    subject: null,
    body: null,
    bodyText: null,
    cc: [],
    bcc: [],
    isThreaded: false,
    pinned: {
      origin: 'edited',
      subject,
      body: below ? withBelow(html, below) : html,
      bodyText: belowText ? `${text.trimEnd()}\n\n${belowText}` : text,
      to: [...to],
      cc: [...cc],
      bcc: [],
    },
  };
}

/** Inside the document, where it is a whole one. */
function withBelow(html: string, below: string): string {
  const end = html.search(/<\/body\s*>/i);
  return end < 0 ? `${html}\n${below}` : `${html.slice(0, end)}${below}\n${html.slice(end)}`;
}
