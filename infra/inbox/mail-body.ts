import type { MailProblem } from '../../domain/inbox/read-mail.ts';
import { htmlOfText } from '../../domain/rendering/body-text.ts';
import { cutAt } from './clean-text.ts';
import type { ReadLimits } from './read-limits.ts';
import { textOfMailHtml } from './text-of-html.ts';

/** A part of the body: as text, as HTML, or both where they are the same thing twice. */
export interface BodyBlock {
  text: string | null;
  html: string | null;
}

/** The body of a mail, put together. */
export interface MailBody {
  text: string;
  html: string | null;
  isTextOfHtml: boolean;
  problems: MailProblem[];
}

/** Puts the parts of a body together in their order: the text where there is one, else what the HTML says. */
export function bodyOf(blocks: readonly BodyBlock[], limits: ReadLimits): MailBody {
  const kept = blocks.filter(({ text, html }) => !isEmpty(text) || html !== null);
  const hasHtml = kept.some(({ html }) => html !== null);
  const html = hasHtml ? kept.map((block) => block.html ?? htmlOfText(block.text ?? '')).join('\n') : null;
  const text = kept
    .map((block) => (saysNothing(block) ? textOfMailHtml(block.html ?? '') : (block.text ?? '')))
    .join('\n');
  const isCut = text.length > limits.textLength || (html ?? '').length > limits.htmlLength;
  return {
    text: cutAt(text, limits.textLength),
    html: html === null ? null : cutAt(html, limits.htmlLength),
    isTextOfHtml: hasHtml && kept.every(saysNothing),
    problems: isCut ? ['text_cut'] : [],
  };
}

/** Merges the choices of a `multipart/alternative`: they are one thing, written twice. */
export function oneOf(choices: readonly BodyBlock[]): BodyBlock {
  const texts = choices.flatMap(({ text }) => (text === null ? [] : [text]));
  const htmls = choices.flatMap(({ html }) => (html === null ? [] : [html]));
  return {
    text: texts.length === 0 ? null : texts.join('\n'),
    html: htmls.length === 0 ? null : htmls.join('\n'),
  };
}

/** Of a text that only says where the mail is: "This message needs a program that shows HTML". */
const STUB = /\bhtml\b/i;
const MAX_STUB_LENGTH = 300;

/** Whether a block has no text of its own, so that its HTML is what a person reads. */
function saysNothing({ text, html }: BodyBlock): boolean {
  if (isEmpty(text)) return true;
  const words = (text ?? '').replace(/\s+/g, ' ').trim();
  if (html === null || words.length > MAX_STUB_LENGTH || !STUB.test(words)) return false;
  // A person who writes of HTML writes it in both.
  return !textOfMailHtml(html).replace(/\s+/g, ' ').includes(words.slice(0, 40));
}

const isEmpty = (text: string | null): boolean => text === null || text.trim() === '';
