import { foldedText } from './folded-text.ts';
import type { ReadMail } from './read-mail.ts';

/** The method of the calendar part of a mail, upper case; null: it has none. */
export function calendarMethod(mail: ReadMail): string | null {
  const part = mail.parts.find(({ contentType }) => /^(?:text\/calendar|application\/ics)$/.test(contentType));
  if (part !== undefined) {
    const text = part.content === null ? '' : new TextDecoder().decode(part.content.subarray(0, 20_000));
    return /^METHOD:\s*(\w+)/im.exec(text)?.[1]?.toUpperCase() ?? 'PUBLISH';
  }
  return mail.contentType === 'text/calendar' ? (mail.contentParameters['method']?.toUpperCase() ?? 'PUBLISH') : null;
}

/** What calendars put before the subject of an answer. */
const ANSWERED =
  /^(?:accepted|declined|tentative(?:ly accepted)?|cancell?ed|zugesagt|abgelehnt|abgesagt|mit vorbehalt|unter vorbehalt|vorbehaltlich|accepte|refuse|annule|provisoire|aceptad[oa]|rechazad[oa]|cancelad[oa]|provisional|accettat[oa]|rifiutat[oa]|annullat[oa]|provvisorio|geaccepteerd|geweigerd|afgewezen|geannuleerd|voorlopig|aceite|aceito|recusad[oa]|zaakceptowan[eo]|odrzucon[eo]|anulowan[eo]|wstepnie|accepterat|avbojt|avvisat|installt|preliminart|承諾|承認|辞退|仮承諾|キャンセル) ?:/;

/** Lines that a calendar writes for itself. */
const OWN_LINE =
  /^(?:when|where|who|what|time|date|location|organi[sz]er|calendar|joining info|wann|wo|ort|zeit|quand|ou|lieu|cuando|donde|lugar|quando|dove|luogo|wanneer|waar|locatie|onde|kiedy|gdzie|nar|plats|tid|日時|場所)\b ?[:：]|^[*~_=-]{4,}$|(?:has |have |hat |a )?(?:accepted|declined|tentatively accepted|replied|angenommen|zugesagt|abgelehnt|accepte|refuse|aceptado|rechazado|accettato|rifiutato|geaccepteerd|geweigerd|aceitou|recusou|zaakceptowal\p{L}?|odrzucil\p{L}?|accepterade|tackat)\b[^\n]{0,80}(?:invitation|meeting|event|einladung|termin|besprechung|invito|invitacion|uitnodiging|convite|zaproszenie|inbjudan|this|diese)|invitation from|google calendar|microsoft teams|join (?:on|the)|https?:\/\//u;

/** A calendar says itself what was answered; words of the person come as a note. */
const WRITTEN_BY_CALENDAR =
  /(?:accepted|declined|tentatively accepted|replied|angenommen|zugesagt|abgelehnt|accepte|refuse|aceptado|rechazado|accettato|rifiutato|geaccepteerd|geweigerd|aceitou|recusou|zaakceptowal\p{L}?|odrzucil\p{L}?|tackat (?:ja|nej))\b[^\n]{0,60}(?:invitation|einladung|invito|invitacion|uitnodiging|convite|zaproszenie|inbjudan)/u;

/** Whether a calendar answered for somebody who added no word. */
export function isWordlessCalendar(mail: ReadMail, newText: string): boolean {
  const method = calendarMethod(mail);
  if (method === null && !(ANSWERED.test(foldedText(mail.subject)) && newText.trim() === '')) return false;
  if (method === 'REPLY' && WRITTEN_BY_CALENDAR.test(foldedText(newText)) && !/(?<!\p{L})(?:note|notiz|nota|opmerking|notat\p{L}*|kommentar)(?!\p{L})/u.test(foldedText(newText))) return true;
  const title = foldedText(mail.subject).replace(ANSWERED, '').trim();
  const left = foldedText(newText)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && line !== title && !OWN_LINE.test(line));
  return left.join('').length < 3;
}
