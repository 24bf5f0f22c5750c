import { isDivider } from './quote-words.ts';

/** What lists say of themselves below a mail, in the ten languages. */
const LIST_WORDS = new RegExp(
  [
    'you (?:received|receive|get|got|are receiving) this (?:message|mail|email|e-mail) because',
    '^\\S+ mailing ?list$',
    'mailman/listinfo',
    'google ?groups',
    '\\bgroups\\.google\\.',
    'to unsubscribe from this (?:group|list)',
    'to (?:leave|unsubscribe from) the (?:group|list)',
    'sie erhalten diese (?:nachricht|e-?mail|mail)[, ].{0,20}weil',
    '^\\S+ mailingliste$',
    'vous recevez ce (?:message|courriel|mail) (?:car|parce que)',
    '^liste de diffusion \\S+$',
    'recibe(?:s)? este (?:mensaje|correo) porque',
    '^lista de (?:correo|distribución|distribuição) \\S+$',
    'ricevi questo messaggio perché',
    'hai ricevuto questo messaggio perché',
    'u ontvangt dit bericht omdat',
    'je ontvangt dit bericht omdat',
    'você recebeu esta mensagem porque',
    'recebe esta mensagem porque',
    'otrzymujesz t[eę] wiadomość, ponieważ',
    '^lista dyskusyjna \\S+$',
    'du får det här (?:meddelandet|mejlet) (?:för att|eftersom)',
    '^\\S+ e-postlista$',
    '^\\S+ ?メーリングリスト$',
    'このメールは.{0,30}グループ',
  ].join('|'),
  'iu',
);
/** A list's footer is short. */
const MAX_FOOTER_LINES = 12;

/** Lines of ticket systems about themselves, wherever they stand. */
const TICKET_LINES: readonly RegExp[] = [
  /^\[?(?:ticket|case|request|vorgang|incident|anfrage|demande|ticketnr|zgłoszenie|ärende|solicitud|richiesta|verzoek|pedido|チケット)(?: ?(?:id|no|nr|number|nummer|n°|号))?\.? ?[:#]? ?#?[A-Z]{0,6}-?\d{3,}\]?\.?$/iu,
  /^\W*ref:[\w.!-]{6,}:ref\W*$/iu,
  /^\[(?:[A-Z]{2,8}-\d{2,7}|#\d{4,})\]$/u,
  /^\[[A-Z\d]{6}-[A-Z\d]{4,6}\]$/u,
  /^your (?:request|ticket|case) \(?#?\d{3,}\)? has been updated\.(?: to add (?:additional )?comments, reply to this e-?mail\.)?$/iu,
  /^to add (?:additional )?comments, reply to this e-?mail\.$/iu,
  /^view (?:request|ticket|issue|case) ?[:·-]? ?https?:\/\/\S+.*$/iu,
  /^this is shared with .{1,200}\.$/iu,
  /^this (?:e-?mail|message) is a service from\b/iu,
  /^\{?\[?(?:thread|ticket|conversation)[-_ ]?id\b ?[:=].*$/iu,
  /^(?:delivered|powered) by (?:zendesk|freshdesk|help scout|jira|otrs|intercom|front)\b.*$/iu,
];

/** The lines of a text without the footers of lists and ticket systems; a person's and a company's stay. */
export function withoutFooters(lines: readonly string[]): string[] {
  const kept = lines.filter((line) => !TICKET_LINES.some((pattern) => pattern.test(line.trim())));
  const cut = listFooterAt(kept);
  return cut === null ? kept : kept.slice(0, cut);
}

/** Where the footer of a list begins: at a divider below which, in the first lines, the list speaks. */
function listFooterAt(lines: readonly string[]): number | null {
  const from = Math.max(0, lines.length - MAX_FOOTER_LINES);
  for (let at = from; at < lines.length; at += 1) {
    const line = (lines[at] ?? '').trim();
    const below = lines.slice(at + 1).filter((next) => next.trim() !== '');
    if ((line === '--' || isDivider(line)) && below.slice(0, 3).some((next) => LIST_WORDS.test(next.trim())))
      return at;
  }
  return null;
}
