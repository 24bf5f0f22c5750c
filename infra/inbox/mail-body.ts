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
    .map((block) => (isEmpty(block.text) ? textOfMailHtml(block.html ?? '') : (block.text ?? '')))
    .join('\n');
  const isCut = text.length > limits.textLength || (html ?? '').length > limits.htmlLength;
  return {
    text: cutAt(text, limits.textLength),
    html: html === null ? null : cutAt(html, limits.htmlLength),
    isTextOfHtml: hasHtml && kept.every((block) => isEmpty(block.text)),
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

const isEmpty = (text: string | null): boolean => text === null || text.trim() === '';
