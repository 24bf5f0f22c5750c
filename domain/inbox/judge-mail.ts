import type { MailVerdict } from '../../contracts/inbox/kinds.ts';
import { absenceOf } from './absence.ts';
import { automaticReasons } from './automatic.ts';
import { isNewsletter } from './bulk-mail.ts';
import { calendarMethod, isWordlessCalendar } from './calendar-mail.ts';
import { unsubscribeTokens } from './clues.ts';
import { isComplaint, isFeedback } from './complaint.ts';
import type { Judgement, JudgementReason, JudgingContext, MailLink } from './judgement.ts';
import { isTokenOf } from './link-mail.ts';
import { hasNullSender } from './mail-signs.ts';
import { newTextOf } from './new-text.ts';
import { isOptOutWish } from './opt-out-wish.ts';
import { ownCopyReason } from './own-copy.ts';
import type { ReadMail } from './read-mail.ts';
import { UNSUBSCRIBE_ADDRESS } from './reasons.ts';
import { isReceipt } from './receipt.ts';
import { isReportType, readReport, reportFormOf, type DeliveryReport } from './reports/read-report.ts';

/** One kind of evidence: what it says of a mail, or null: nothing. */
type Evidence = (mail: ReadMail, context: JudgingContext, newText: string) => Found | null;
type Found = Pick<Judgement, 'verdict' | 'reasons'> & Partial<Pick<Judgement, 'returnOn' | 'failed'>>;

const MOST_EVIDENCE = 200;

const found = (verdict: MailVerdict, code: string, evidence: string | null = null): Found => ({
  verdict,
  reasons: [{ code, evidence }],
});

/** The chain of evidence (I3): the first that says anything decides. */
const CHAIN: readonly Evidence[] = [
  ofOurOwn,
  ofUnsubscribeAddress,
  ofReport,
  ofComplaint,
  ofReceipt,
  ofCalendar,
  ofNewsletter,
  ofMachine,
  ofWish,
];

/**
 * What a mail is (I3): our own copy; mail to our unsubscribe address; report of delivery; complaint; automatic; out of office,
 * with its return day; a wish to get no more; a person's reply. Quoted text is cut before anything is read into a mail.
 */
export function judgeMail(mail: ReadMail, context: JudgingContext): Judgement {
  const newText = newTextOf(mail, context.link?.sent ?? null);
  for (const evidence of CHAIN) {
    const says = evidence(mail, context, newText);
    if (says !== null) return judgement(says, newText);
  }
  const code = context.link === null ? 'from_a_person' : `answers_by_${context.link.by}`;
  return judgement(found('reply', code), newText);
}

function judgement({ verdict, reasons, returnOn, failed }: Found, newText: string): Judgement {
  const bounded = reasons.map(({ code, evidence }): JudgementReason => ({
    code,
    evidence: evidence === null ? null : evidence.replace(/\s+/g, ' ').slice(0, MOST_EVIDENCE),
  }));
  return { verdict, reasons: bounded, newText, returnOn: returnOn ?? null, failed: failed ?? [] };
}

function ofOurOwn(mail: ReadMail, context: JudgingContext, newText: string): Found | null {
  const isMachine = reportFormOf(mail) !== null || isFeedback(mail);
  const reason = isMachine ? null : ownCopyReason(mail, newText, context);
  if (context.isInSent) {
    const isOurs = reason !== null && reason.code !== 'own_address';
    return isOurs ? { verdict: 'own_copy', reasons: [reason] } : found('sent', 'lies_in_sent');
  }
  return reason === null ? null : { verdict: 'own_copy', reasons: [reason] };
}

/** By the token of the copy that it belongs to: an address that anybody can make up is none of ours. */
function ofUnsubscribeAddress(mail: ReadMail, { link }: JudgingContext): Found | null {
  // A report or an answer of a machine to such a mail is no wish.
  if (mail.contentType === 'multipart/report' || hasNullSender(mail)) return null;
  const unsubscribe = link?.sent.recipients.find(({ n }) => n === link.n)?.unsubscribe ?? null;
  const isMeant = unsubscribeTokens(mail).some((token) => isTokenOf(token, unsubscribe));
  return isMeant ? found('opt_out', UNSUBSCRIBE_ADDRESS) : null;
}

function ofReport(mail: ReadMail, { link }: JudgingContext): Found | null {
  const form = reportFormOf(mail);
  if (form === null) return null;
  if (link === null) return found('ignore', 'report_about_other_mail');
  return ofDeliveryReport(readReport(mail, form, link));
}

/** With several recipients the gravest decides; nobody failed: nothing follows. */
function ofDeliveryReport({ form, failed, others }: DeliveryReport): Found {
  const reasons = [{ code: `report_of_${form}`, evidence: failed[0]?.words ?? null }];
  if (failed.some(({ kind }) => kind === 'hard')) return { verdict: 'hard_bounce', reasons, failed };
  if (failed.length > 0) return { verdict: 'soft_bounce', reasons, failed };
  return {
    verdict: 'ignore',
    reasons: [
      { code: others.length > 0 ? 'report_without_failure' : 'report_without_recipient', evidence: null },
    ],
  };
}

function ofComplaint(mail: ReadMail, { link }: JudgingContext): Found | null {
  if (!isFeedback(mail)) return null;
  if (link === null) return found('ignore', 'report_about_other_mail');
  return isComplaint(mail)
    ? found('complaint', 'feedback_report')
    : found('ignore', 'feedback_without_complaint');
}

function ofReceipt(mail: ReadMail, _: JudgingContext, newText: string): Found | null {
  return isReportType(mail, 'disposition-notification') || isReceipt(mail, newText)
    ? found('ignore', 'receipt')
    : null;
}

function ofCalendar(mail: ReadMail, _: JudgingContext, newText: string): Found | null {
  return isWordlessCalendar(mail, newText) ? found('ignore', 'calendar', calendarMethod(mail)) : null;
}

/** Who answers us is no newsletter, through whatever list it comes. */
function ofNewsletter(mail: ReadMail, { link }: JudgingContext): Found | null {
  return !isAnswer(link) && isNewsletter(mail) ? found('ignore', 'newsletter') : null;
}

const isAnswer = (link: MailLink | null): boolean => link !== null;

function ofMachine(mail: ReadMail, context: JudgingContext, newText: string): Found | null {
  const reasons = automaticReasons(mail, newText, context);
  if (reasons === null) return null;
  const absence = absenceOf(mail, newText, context);
  if (absence === null) return { verdict: 'automatic', reasons };
  return { verdict: 'out_of_office', reasons: [...reasons, ...absence.reasons], returnOn: absence.returnOn };
}

function ofWish(mail: ReadMail, _: JudgingContext, newText: string): Found | null {
  return isOptOutWish(mail, newText) ? found('opt_out', 'wish', newText) : null;
}
