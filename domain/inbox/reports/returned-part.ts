import type { MailHeader, ReadMail } from '../read-mail.ts';

/** Where a report without form begins to repeat our mail. Looked for in one line. */
const BEGINS_RETURNED =
  /^(?:[>| \t]*-{2,}.*(?:cop[iy]|copie|kop[ii]e|original|returned|below|message|nachricht|header|mail|kopf|entete|oryginal|meddelande)|[> \t]*(?:received|return-path|x-[\w-]+|message-id|dkim-signature|mime-version):[ \t]|.{0,60}(?:below this line|original (?:message|mail) (?:follows|headers?)|headers? of (?:the|your) (?:original )?(?:message|mail)|unsent message|kopie (?:der|ihrer) nachricht|copie du message))/iu;

/** Servers mark parts of their own so too. */
const OF_THE_REPORT =
  /transcript|session|following addresses|failed addresses|log follows|delivery report|errors?\b/i;

/** What a server says is short, and so are the lines that mark its parts. */
const MOST_PROSE = 8_000;
const MOST_LINE = 200;

/** What a report says for people: up to where our own mail begins. */
export function proseOf(mail: Pick<ReadMail, 'text'>): string {
  const lines = mail.text
    .slice(0, MOST_PROSE * 2)
    .trimStart()
    .split('\n');
  // A marked line at the very top is the title of the report.
  const end = lines.findIndex((line, index) => {
    const beginning = line.slice(0, MOST_LINE);
    return index > 0 && BEGINS_RETURNED.test(beginning) && !OF_THE_REPORT.test(beginning);
  });
  return lines
    .slice(0, end < 0 ? undefined : end)
    .join('\n')
    .slice(0, MOST_PROSE);
}

/** What a report returns of our mail: the headers of the part, or those that stand in the text. */
export interface ReturnedMail {
  messageId: string | null;
  copy: string | null;
  subject: string | null;
  date: number | null;
  to: readonly string[];
}

/** The mail that a report, complaint or forward holds; null: it holds none. */
export function returnedMail(mail: ReadMail): ReturnedMail | null {
  const inside = mail.inside[0];
  if (inside !== undefined && inside.headers.length > 0) return fromHeaders(inside.headers);
  return fromText(
    mail.text.length >= mail.rawBody.length / 4 ? `${mail.text}\n${mail.rawBody}` : mail.rawBody,
  );
}

function fromHeaders(headers: readonly MailHeader[]): ReturnedMail {
  const value = (name: string): string | null =>
    headers.find((header) => header.name === name)?.value ?? null;
  const date = Date.parse(value('date') ?? '');
  return {
    messageId: /<[^<>\s]+>/.exec(value('message-id') ?? '')?.[0] ?? null,
    copy: value('x-followthrough-message')?.trim() ?? null,
    subject: value('subject'),
    date: Number.isNaN(date) ? null : date,
    to: ['to', 'cc', 'x-hmxmroriginalrecipient', 'x-original-to', 'delivered-to', 'x-rcpt-to'].flatMap(
      (name) => headers.filter((header) => header.name === name).map((header) => header.value),
    ),
  };
}

/** Header lines in a text, in any of the ten languages; also of a table. */
function fromText(text: string): ReturnedMail | null {
  const lines = linesOf(text);
  const value = (name: RegExp): string | null => lines.find((line) => name.test(line.name))?.value ?? null;
  const id = /<?[^<>\s]+@[^<>\s]+>?/.exec(value(/^(?:original |internet-)?message-id$/) ?? '')?.[0] ?? null;
  const subject = value(/^(?:subject|betreff|objet|asunto|oggetto|onderwerp|assunto|temat|ämne|amne|件名)$/);
  const to = value(/^(?:to|an|à|a|para|aan|do|till|宛先)$/);
  if (id === null && subject === null) return null;
  return {
    messageId: id === null ? null : `<${id.replace(/[<>]/g, '')}>`,
    copy: value(/^x-followthrough-message$/),
    subject,
    date: null,
    to: to === null ? [] : [to],
  };
}

/** What is looked at of a text: the returned headers stand near its top. */
const MOST_TEXT = 64_000;
const MOST_VALUE = 1_000;
const LINE = /^[ \t>*|]{0,20}([\p{L}][\p{L} -]{0,30}?)\*?[ \t]{0,8}[:：\t][ \t]*(\S.*)$/u;

/** Lines of a name and a value, folded ones joined. */
function linesOf(text: string): { name: string; value: string }[] {
  const found: { name: string; value: string }[] = [];
  for (const line of text.slice(0, MOST_TEXT).split('\n')) {
    const [, name, value = ''] = LINE.exec(line.slice(0, MOST_VALUE)) ?? [];
    const last = found.at(-1);
    if (name !== undefined) found.push({ name: name.trim().toLowerCase(), value: value.trim() });
    else if (last !== undefined && /^[ \t]+\S/.test(line) && last.value.length < MOST_VALUE)
      last.value += ` ${line.slice(0, MOST_VALUE).trim()}`;
  }
  return found;
}
