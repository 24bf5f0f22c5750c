import { escapeHtml } from '../rendering/template.ts';

/** Words that are to be looked at, marked so that nobody takes them for the real thing. */
export interface MarkedMail {
  subject: string;
  html: string;
  text: string;
}

/** Marks subject and both parts as a test of an organisation. Pure. */
export function markedAsTest({ subject, html, text }: MarkedMail, organisation: string): MarkedMail {
  const mark = `This is a test of ${organisation}: no customer got it.`;
  const line = `<p style="margin:0 0 16px;padding:8px;border:1px solid #808892">${escapeHtml(mark)}</p>`;
  const body = /<body[^>]*>/i.exec(html);
  const at = body ? body.index + body[0].length : 0;
  return {
    subject: `[Test] ${subject}`,
    html: html.slice(0, at) + line + html.slice(at),
    text: `${mark}\n\n${text}`,
  };
}
