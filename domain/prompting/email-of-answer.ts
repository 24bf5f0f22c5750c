import { htmlOfText, textOfHtml } from '../rendering/body-text.ts';
import type { RenderFacts } from '../rendering/facts.ts';
import type { AnsweredText } from './parse-answer.ts';

/** The email that a written text becomes: escaped paragraphs in HTML, and the signature of the mailbox below both. */
export function emailOfAnswer(
  { subject, body }: AnsweredText,
  { sender }: Pick<RenderFacts, 'sender'>,
): { subject: string; bodyHtml: string; bodyText: string } {
  const { signatureText, signatureHtml } = sender;
  const html = signatureHtml || (signatureText && htmlOfText(signatureText));
  const text = signatureText || (signatureHtml && textOfHtml(signatureHtml));
  return {
    subject,
    bodyHtml: html ? `${htmlOfText(body)}\n${html}` : htmlOfText(body),
    bodyText: text ? `${body}\n\n${text}` : body,
  };
}
