import { localDay } from './dates/civil-days.ts';
import { returnDay } from './dates/return-day.ts';
import { foldedSentences, foldedText } from './folded-text.ts';
import type { JudgementReason, JudgingContext } from './judgement.ts';
import type { ReadMail } from './read-mail.ts';
import { withoutOurs } from './subject-key.ts';
import { ABSENCE, CLOSED, HAS_LEFT } from './words/absence.ts';
import { ACKNOWLEDGES, ANSWERS_SOON, CHALLENGES } from './words/machine.ts';

/** What a machine's mail says of an absence. */
export interface Absence {
  /** YYYY-MM-DD in the mail's own day; null: it says no day that lies ahead. */
  returnOn: string | null;
  reasons: readonly JudgementReason[];
}

/** An absence note is short; of a longer mail the beginning is read. */
const MOST_READ = 8_000;

/** Minutes west of UTC where dates are written month first. */
const AMERICAN = { least: -600, most: -180 };

/**
 * The absence that a machine's mail tells of; null: it acknowledges, asks for a proof, or says that the recipient has left for
 * good.
 */
export function absenceOf(
  mail: ReadMail,
  newText: string,
  { link, receivedAt, zone }: JudgingContext,
): Absence | null {
  const ours = link?.sent.subject ?? null;
  const [text, subject] = [withoutOurs(newText.slice(0, MOST_READ), ours), withoutOurs(mail.subject, ours)];
  const folded = foldedText(`${text}\n\n${subject}`);
  if (CHALLENGES.test(folded) && !ABSENCE.test(folded)) return null;
  const today =
    mail.date === null ? localDay(receivedAt, zone) : localDay(mail.date.at, mail.date.offsetMinutes);
  const said = returnDay(text, subject, { today, isMonthFirst: isMonthFirst(mail, folded) });
  const isAcknowledging = ACKNOWLEDGES.test(folded);
  const isAbsence = ABSENCE.test(folded) && !(said === null && isOpeningHours(text, subject));
  if (HAS_LEFT.test(folded) && said?.role !== 'back') return null;
  // "Back Thursday" is an absence without any other word; "we answer by Thursday" is none.
  const isSaid = said !== null && said.role !== 'from' && !isAcknowledging;
  if (!isAbsence && !isSaid) return null;
  const reasons = [
    { code: 'absence', evidence: null },
    ...(said === null ? [] : [{ code: 'return_day', evidence: said.day }]),
  ];
  return { returnOn: said?.day ?? null, reasons };
}

/** The opening hours in an acknowledgement are no absence of the recipient. */
function isOpeningHours(text: string, subject: string): boolean {
  const sentences = [...foldedSentences(text), ...foldedSentences(subject)];
  return (
    sentences.some((sentence) => ACKNOWLEDGES.test(sentence) || ANSWERS_SOON.test(sentence)) &&
    sentences.every((sentence) => !ABSENCE.test(sentence) || CLOSED.test(sentence))
  );
}

/** English, written at a distance from UTC where Americans live. */
function isMonthFirst({ date }: ReadMail, folded: string): boolean {
  const words = folded.match(/(?<!\p{L})(?:the|and|will|i|is|you|my|of|for|on)(?!\p{L})/gu)?.length ?? 0;
  const offset = date?.offsetMinutes ?? 0;
  return words >= 4 && offset >= AMERICAN.least && offset <= AMERICAN.most;
}
