/** An address in a header, lower case where it can be; the name as people wrote it. */
export interface MailPerson {
  address: string;
  name: string | null;
}

/** A part of a mail that is no body: a file, a report, another mail. */
export interface MailPart {
  /** Without parameters, lower case: `application/pdf`. */
  contentType: string;
  /** As the sender named it: never a path of ours. Null: it has no name. */
  name: string | null;
  /** Bytes, decoded. */
  size: number;
  /** Shown inside the HTML by its Content-ID. */
  contentId: string | null;
  isInline: boolean;
  /** Null: too large to be kept. */
  content: Uint8Array | null;
}

/** A machine-readable part of a report, as text: `message/delivery-status`, `message/feedback-report`. */
export interface MailReport {
  kind: 'delivery_status' | 'feedback_report';
  text: string;
}

/** Mail, or its headers only, returned or forwarded inside another mail. */
export interface MailInside {
  /** `message/rfc822`, `text/rfc822-headers`. */
  contentType: string;
  headers: readonly MailHeader[];
  text: string;
}

/** A header, unfolded and decoded; names are lower case. In the order of the mail, repeated ones included. */
export interface MailHeader {
  name: string;
  value: string;
}

/**
 * A mail that was read from its bytes: whatever it is made of, broken or not, nothing in it has been believed yet. Every list
 * is bounded; what was beyond a bound stands in `problems`.
 */
export interface ReadMail {
  headers: readonly MailHeader[];
  /** As they came, undecoded, up to 64 KB. */
  rawHeaders: string;
  /** With angle brackets; null: it has none, or a broken one. */
  messageId: string | null;
  inReplyTo: readonly string[];
  references: readonly string[];
  from: MailPerson | null;
  sender: MailPerson | null;
  replyTo: readonly MailPerson[];
  to: readonly MailPerson[];
  cc: readonly MailPerson[];
  /** Empty: the null sender; null: the mail does not say. */
  returnPath: string | null;
  /** Its Date header: epoch milliseconds, and the sender's distance from UTC in minutes; null: none, or none that can be read. */
  date: { at: number; offsetMinutes: number } | null;
  subject: string;
  /** Lower case: `multipart/report`. */
  contentType: string;
  /** Parameters of the top level's Content-Type, names lower case: `report-type`. */
  contentParameters: Readonly<Record<string, string>>;
  /** What a person reads; of a mail with HTML only its text. `format=flowed` is joined. */
  text: string;
  /** As the sender wrote it: never show it, see `safeHtmlOf`. */
  html: string | null;
  /** Whether `text` was made from the HTML. */
  isTextOfHtml: boolean;
  parts: readonly MailPart[];
  reports: readonly MailReport[];
  inside: readonly MailInside[];
  /** What follows the headers, as it came and undecoded, up to 256 KB: for reports of servers without any form. */
  rawBody: string;
  /** What was broken or left out, each once. */
  problems: readonly MailProblem[];
}

/**
 * What can be wrong with a mail. `no_parts`: it says that it has parts, and none was found; `wrong_boundary`: they were found
 * by another boundary than the one it names; `wrong_charset`: a text was in another encoding than it says; `encrypted`: its
 * text cannot be read; `unreadable`: nothing but its headers could be read; `not_stored`: its words could not be kept; the
 * others: something was beyond a bound.
 */
export const MAIL_PROBLEMS = [
  'no_parts',
  'wrong_boundary',
  'wrong_charset',
  'encrypted',
  'headers_left_out',
  'parts_left_out',
  'part_too_large',
  'text_cut',
  'mail_cut',
  'html_left_out',
  'people_left_out',
  'unreadable',
  'not_stored',
] as const;
export type MailProblem = (typeof MAIL_PROBLEMS)[number];
