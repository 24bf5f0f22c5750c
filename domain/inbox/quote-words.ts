/**
 * Words that mail programs put around what is not new, in the ten languages of M6 and their neighbours. A line is compared
 * without the marks of bold text, and with plain spaces.
 */

/** What a line of a returned header block is about. */
export type BlockLabel = 'from' | 'sent' | 'to' | 'cc' | 'subject';

const LABELS: readonly (readonly [BlockLabel, string])[] = [
  ['from', 'from|von|de|da|van|od|från|fra|lähettäjä|差出人|送信者|发件人'],
  [
    'sent',
    'sent|date|gesendet|datum|envoyé(?: le)?|enviado(?: el| em)?|enviada em|fecha|inviato|data|verzonden|wysłano|skickat|sendt|送信日時|日時|日付|发送时间',
  ],
  ['to', 'to|an|à|a|para|aan|do|till|til|宛先|收件人'],
  ['cc', 'cc|kopie|copie à|dw|kopia|抄送'],
  ['subject', 'subject|betreff|objet|asunto|oggetto|onderwerp|assunto|temat|ämne|emne|件名|主题'],
];
const LABEL_LINES = LABELS.map(
  ([label, words]) => [label, new RegExp(`^(?:${words}) ?[:：](?: |$|(?=\\S))`, 'iu')] as const,
);

/** What a line of a header block is about; null: it begins with none of those words. */
export const blockLabelOf = (line: string): BlockLabel | null =>
  LABEL_LINES.find(([, pattern]) => pattern.test(line))?.[0] ?? null;

const ORIGINAL = [
  'original (?:message|appointment)',
  'ursprüngliche nachricht',
  'original-?nachricht',
  "message d['’]origine",
  'message original',
  'mensaje original',
  'messaggio originale',
  'oorspronkelijk bericht',
  'mensagem original',
  'oryginalna wiadomość',
  'wiadomość oryginalna',
  'ursprungligt meddelande',
  'oprindelig meddelelse',
  '元のメッセージ',
  'original message',
];
const FORWARDED = [
  'forwarded (?:message|by)',
  'forwarded mail',
  'weitergeleitete nachricht',
  'message transféré',
  'mensaje reenviado',
  'messaggio inoltrato',
  'doorgestuurd bericht',
  'mensagem (?:encaminhada|reencaminhada)',
  'przekazana wiadomość',
  'wiadomość przekazana(?: dalej)?',
  'vidarebefordrat (?:meddelande|brev)',
  '転送(?:された)?(?:メッセージ|メール)',
  'forwarded message',
];
/** Apple's line above a forwarded mail: without dashes. */
const FORWARD_BEGINS = [
  'begin forwarded message',
  'anfang der weitergeleiteten (?:nachricht|e-mail)',
  'début du message (?:réexpédié|transféré)',
  'inicio del mensaje reenviado',
  'inizio messaggio inoltrato',
  'begin doorgestuurd bericht',
  'início da mensagem (?:reencaminhada|encaminhada)',
  'początek przekazywanej wiadomości',
  '(?:startar vidarebefordrat meddelande|vidarebefordrat meddelande följer)',
  '転送されたメッセージ',
];
const DASHED = new RegExp(
  `^[-_=*]{2,} ?(?:${[...ORIGINAL, ...FORWARDED].join('|')}).{0,80}?[-_=*]{2,}$`,
  'iu',
);
const BEGINS = new RegExp(`^(?:${FORWARD_BEGINS.join('|')}) ?[:：]?$`, 'iu');

/** `-----Original Message-----`, `Begin forwarded message:`: nothing below is new. */
export const beginsOlderMail = (line: string): boolean => DASHED.test(line) || BEGINS.test(line);

/** Who wrote when, above a quote: the whole of it, joined to one line. */
const INTROS: readonly RegExp[] = [
  /^on .*\bwrote ?:$/iu,
  /^am .*\bschrieb\b.*:$/iu,
  /\bschrieb (?:am|um)\b.*:$/iu,
  /^le .*\ba écrit ?:$/iu,
  /^el .*\bescribió ?:$/iu,
  /^il .*\bha scritto ?:$/iu,
  /^op .*\b(?:schreef\b.*|geschreven) ?:$/iu,
  /^(?:em|no dia|a) .*\bescreveu ?:$/iu,
  /(?:napisał(?:\(a\)|a|\/a)?|pisze|napsal(?:\(a\)|a)?) ?:$/iu,
  /^(?:den|på|ons|tors|fre|lör|sön|mån|tis) .*\bskrev\b.*:$/iu,
  /\b(?:kirjoitti|a scris|yazdı|ezt írta|пишет|написал(?:а|\(а\))?) ?[:：]$/iu,
  /^\d{4}年.{0,200}(?:@|\d{1,2}[:：]\d{2}).{0,200}[:：]$/u,
  /(?:のメール|(?:さん)?(?:は|が)?書きました|のメッセージ)[:：]$/u,
  // Any language: a time and an address in brackets, and a colon at the end.
  /(?<![\d.])\d{1,2}[:.h]\d{2}(?![\d.]).*<[^<>\s]+@[^<>\s]+>\)?[^.!?]{0,40}[:：]$/iu,
];
/** Ticket systems: `Rosalind Achterberg, Dec 1, 2026, 13:19 UTC:`. */
const TICKET_INTRO =
  /^[^:]{2,100}(?:,| [-–(])[^:]{0,60}\b(?:19|20)\d{2}\b[^:]{0,30}\d{1,2}:\d{2}[^.!?]{0,25}:$/iu;
const MIN_INTRO_LENGTH = 12;
const MAX_INTRO_LENGTH = 400;

/**
 * Whether a text, joined from up to a few lines, says who wrote what stands below, and when. `weak`: a person may have written
 * it of other things, so it says so only where something below is known for a quote; null: it does not.
 */
export function introOf(text: string): 'strong' | 'weak' | null {
  if (text.length < MIN_INTRO_LENGTH || text.length > MAX_INTRO_LENGTH) return null;
  if (!/[:：]$/u.test(text) || !/[\d@]/.test(text)) return null;
  if (INTROS.some((pattern) => pattern.test(text)))
    return /@|\d{1,2}[:.h]\d{2}\b/.test(text) ? 'strong' : 'weak';
  return TICKET_INTRO.test(text) ? 'weak' : null;
}

const ABOVE_LINE = [
  'above this line',
  '(?:über|oberhalb) (?:dieser|diese) (?:zeile|linie)',
  'au-dessus de cette ligne',
  '(?:por )?encima de esta línea',
  'sopra questa (?:riga|linea)',
  'boven deze (?:regel|lijn)',
  'acima desta linha',
  'powyżej tej linii',
  '(?:ovanför|över) (?:den här|denna) (?:raden|rad|linjen)',
  'この行より上',
];
const ANSWER =
  'type|reply|respond|answer|antwort|répon|respond|rispond|antwoord|reageer|odpowied|svar|responder|escrib|escreva|返信';
/** Marked by signs, or asking for an answer: "please sign above this line" is a person's. */
const MARKER = new RegExp(
  `^(?:[-#=*_~>]{2,}.{0,80}|.{0,60}(?:${ANSWER}).{0,60})(?:${ABOVE_LINE.join('|')})[^.]{0,30}$`,
  'iu',
);

/** `##- Please type your reply above this line -##`. */
export const isReplyMarker = (line: string): boolean => line.length < 160 && MARKER.test(line);

const STAMP =
  /^(?:\p{L}{3,12}\.? \d{1,2}|\d{1,2}\.? \p{L}{3,12}\.?),? 20\d{2},? (?:at |um |à )?\d{1,2}:\d{2}(?: ?[ap]\.?m\.?)?(?: ?(?:\(?[A-Z]{2,5}\)?|[+-]\d{2}:?\d{2}))?$/iu;

/** `Dec 1, 2026, 11:15 GMT`: alone in a line, below the name of who wrote, as ticket systems print a conversation. */
export const isStamp = (line: string): boolean => line.length < 60 && STAMP.test(line);

/** A line that only divides: dashes, underscores, stars. */
export const isDivider = (line: string): boolean => /^(?:[-_=*~#–—] ?){3,}$/u.test(line);
