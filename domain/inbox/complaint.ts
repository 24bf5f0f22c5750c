import { foldedText } from './folded-text.ts';
import { hasNullSender } from './mail-signs.ts';
import type { ReadMail } from './read-mail.ts';

/** Reports of these kinds are about settings of ours, or say that it was no spam (RFC 5965, RFC 6591). */
const NO_COMPLAINT = /^(?:not-spam|auth-failure|dmarc|virus)$/;
/** Desks that pass complaints on without a form. */
const DESK = /^(?:abuse|fbl|feedback|complaints?|staff|scomp|spam|jmrp|reports?)(?:[+._-][^@]*)?@/i;
const SAYS_COMPLAINT =
  /(?<!\p{L})(?:complain\p{L}*|(?:marked|reported|flagged)(?: \p{L}+){0,6} (?:as )?(?:spam|junk|abuse)|spam report|abuse report|junk (?:mail )?report|als spam (?:markiert|gemeldet)|signale(?:e|s)? comme (?:spam|indesirable)|marcado como spam|segnalat\p{L} come spam)/u;

/** Whether a mail is a feedback report (ARF), or a desk's mail that brings ours back as a complaint. */
export function isFeedback(mail: ReadMail): boolean {
  const { contentType, contentParameters, reports } = mail;
  if (contentType === 'multipart/report' && contentParameters['report-type']?.toLowerCase() === 'feedback-report') return true;
  const isDesk = hasNullSender(mail) || DESK.test(mail.from?.address ?? '');
  if (!isDesk) return false;
  if (reports.some(({ kind }) => kind === 'feedback_report')) return true;
  return mail.inside.length > 0 && contentType !== 'multipart/report' && SAYS_COMPLAINT.test(foldedText(`${mail.subject}\n${mail.text.slice(0, 2_000)}`));
}

/** Whether a feedback report says that somebody took our mail for spam. A report that names no kind does. */
export function isComplaint(mail: ReadMail): boolean {
  const text = mail.reports.find(({ kind }) => kind === 'feedback_report')?.text ?? mail.rawBody;
  const kind = /^feedback-type:[ \t]*([\w-]+)/im.exec(text)?.[1]?.toLowerCase() ?? 'abuse';
  return !NO_COMPLAINT.test(kind);
}
