import type { MailHeader, ReadMail } from '../read-mail.ts';

/** Where a report without form begins to repeat our mail. */
const BEGINS_RETURNED =
  /^(?:[ \t>|]*-{2,}[^\n]*(?:copy|cop[iy]e|kop[ii]e|copia|original|returned|below|message|nachricht|header|mail|kopf|entete|oryginal|meddelande)[^\n]*|[ \t>]*(?:received|return-path|x-[\w-]+|message-id|dkim-signature|mime-version):[ \t][^\n]*|[^\n]{0,60}(?:below this line|original (?:message|mail) (?:follows|headers?)|headers? of (?:the|your) (?:original )?(?:message|mail)|unsent message|kopie (?:der|ihrer) nachricht|copie du message)[^\n]*)$/gimu;

/** Servers mark parts of their own so too. */
const OF_THE_REPORT = /transcript|session|following addresses|failed addresses|log follows|delivery report|errors?\b/i;

/** What a server says is short. */
const MOST_PROSE = 8_000;

/** What a report says for people: up to where our own mail begins. */
export function proseOf(mail: Pick<ReadMail, 'text'>): string {
  const text = mail.text.slice(0, 64_000).trimStart();
  const title = text.indexOf('\n');
  // A marked line at the very top is the title of the report.
  const found = [...text.matchAll(BEGINS_RETURNED)].find(
    ({ index, 0: line }) => index > title && !OF_THE_REPORT.test(line),
  );
  return text.slice(0, found?.index).slice(0, MOST_PROSE);
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
  return fromText(mail.text.length >= mail.rawBody.length / 4 ? `${mail.text}\n${mail.rawBody}` : mail.rawBody);
}

function fromHeaders(headers: readonly MailHeader[]): ReturnedMail {
  const value = (name: string): string | null => headers.find((header) => header.name === name)?.value ?? null;
  const date = Date.parse(value('date') ?? '');
  return {
    messageId: /<[^<>\s]+>/.exec(value('message-id') ?? '')?.[0] ?? null,
    copy: value('x-followthrough-message')?.trim() ?? null,
    subject: value('subject'),
    date: Number.isNaN(date) ? null : date,
    to: ['to', 'cc', 'x-hmxmroriginalrecipient', 'x-original-to', 'delivered-to', 'x-rcpt-to'].flatMap((name) =>
      headers.filter((header) => header.name === name).map((header) => header.value),
    ),
  };
}

const LABELS = {
  subject: 'subject|betreff|objet|asunto|oggetto|onderwerp|assunto|temat|amne|ämne|件名',
  to: 'to|an|cc|à|a|para|aan|do|till|宛先',
};

/** Header lines in a text, in any of the ten languages; also of a table. */
function fromText(text: string): ReturnedMail | null {
  const line = (labels: string): string | null =>
    new RegExp(`^[ \\t>*|]*(?:${labels})\\*?[ \\t]*[:：\\t][ \\t]*(\\S[^\\n]*(?:\\n[ \\t]+\\S[^\\n]*)*)`, 'imu')
      .exec(text)?.[1]
      ?.replace(/\s+/g, ' ')
      .trim() ?? null;
  const id = line('message-id|internet-message-id|original message-id')?.match(/<?[^<>\s]+@[^<>\s]+>?/)?.[0] ?? null;
  const subject = line(LABELS.subject);
  const to = line(LABELS.to);
  if (id === null && subject === null) return null;
  return {
    messageId: id === null ? null : `<${id.replace(/[<>]/g, '')}>`,
    copy: line('x-followthrough-message'),
    subject,
    date: null,
    to: to === null ? [] : [to],
  };
}
