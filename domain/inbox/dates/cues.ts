/**
 * What the words beside a day say of it. `back`: the person is there from it on; `until`: away before it; `through`: away on it
 * too; `from`: away from it on.
 */
export type DayRole = 'back' | 'until' | 'through' | 'from';

/** Words that say what a day is to an absence, standing before it or after it. */
export interface Cue {
  role: DayRole;
  side: 'before' | 'after';
  pattern: RegExp;
}

const cue = (role: DayRole, side: Cue['side'], ...languages: string[]): Cue => ({
  role,
  side,
  pattern: new RegExp(languages.map((words) => words.replaceAll('~', '(?<!\\p{L})')).join('|'), 'gu'),
});

/** As `foldedText` makes them, a language a line: en, de, fr, es, it, nl, pt, pl, sv, ja. `~` stands where a word begins. */
export const CUES: readonly Cue[] = [
  cue(
    'back',
    'before',
    '~(?:be |am |are )?back\\b(?! (?:until|till|after|through|to (?:you|me|us)|up|office))|~return(?:s|ing|ed)?\\b(?! (?:until|till|after))|~(?:available|reachable|contactable|online|around|working|at work|in(?: the office)?|at my desk|open|read(?:ing)? (?:my )?(?:mails?|emails?)|with you) again\\b|~resum(?:e|es|ing)\\b|~reopen(?:s|ing)?\\b|~not (?:back )?(?:before|until)\\b|~see you(?: all)?(?: again)?\\b|~(?:in|into) the office (?:from|on|starting)\\b|~(?:respond|reply|answer)(?: \\p{L}+)? (?:from|on|starting)\\b|~my first day back\\b|~available (?:from|as of|starting)\\b',
    '~zuruck(?:kehr\\w*|kommen|komme|sein|kehre\\w*)?\\b|~wieder(?: \\p{L}+){0,4}? (?:ab|am)\\b|~wieder\\b|~ruckkehr\\b|~ruckkehre\\b|~(?:erreichbar|verfugbar|ansprechbar|im dienst|anwesend) (?:erst )?(?:wieder )?ab\\b|~erst (?:wieder )?(?:ab|am)\\b|~fruhestens\\b',
    "~de retour\\b|~(?:mon |notre |date de )?retour\\b|~(?:je |nous )?(?:reviens|reviendrai|reviendrons|revenons|rentre|rentrerai|rentrons|rentrerons)\\b|~repris(?:e|es)\\b|~repren(?:ds|drai|drons|ons|d)\\b|~(?:a |de )nouveau (?:joignable|disponible|present|presente|la|ouvert)s?\\b|~rouvr(?:e|ira|irons|ons)\\b|~reouverture\\b|~pas avant\\b|~disponible a (?:partir|compter)\\b",
    '~(?:vuelvo|volvere|volvemos|volveremos|vuelta|volver|regreso|regresare|regresamos|regresaremos|regresar|retorno|retornare)\\b|~(?:me )?reincorpor(?:o|are|acion|arme|aremos|amos)\\b|~de nuevo (?:en|disponible|operativ\\w+|localizable)\\b|~nuevamente\\b|~(?:reanud|reabri|retom)\\w+\\b|~estare (?:disponible|localizable|operativ[oa])(?: de nuevo)? a partir\\b',
    '~(?:rientro|rientrero|rientreremo|rientriamo|rientrare|rientra|torno|tornero|torneremo|torniamo|tornare|ritorno|ritornero)\\b|~di (?:nuovo|ritorno)\\b|~(?:saro|saremo) (?:in (?:sede|ufficio)|operativ\\p{L}|disponibil\\p{L}|presente)|~nuovamente\\b|~(?:riprendero|riprenderemo|riprende|riprendo|ripresa|riapr\\w+|riapertura)\\b|~(?:disponibile|reperibile|raggiungibile|in ufficio) (?:solo )?(?:a partire )?dal?\\b',
    '~terug(?:keer|komst|komen|kom)?\\b|~weer(?: \\p{L}+){0,4}? (?:vanaf|op|per)\\b|~weer\\b|~opnieuw\\b|~hervat\\w*\\b|~pas (?:weer )?(?:vanaf|op)\\b|~(?:bereikbaar|aanwezig|beschikbaar) vanaf\\b',
    '~(?:regresso|regressarei|regressamos|regressaremos|regressar|regressando|voltando|volto|voltarei|voltamos|voltaremos|voltar|retorno|retornarei|retornar|retornamos|retornaremos)\\b|~de volta\\b|~(?:novamente|de novo|outra vez)\\b|~(?:reabr|retom)\\w+\\b|~(?:disponivel|contactavel) (?:so )?a partir\\b',
    '~(?:wracam|wracamy|wroce|wrocimy|powrot\\w*|powroce|powracam)\\b|~(?:znow|znowu|ponownie|z powrotem)\\b|~(?:dostepn[ya]|osiagaln[ya]|w biurze|w pracy) (?:bede )?(?:dopiero )?od\\b|~(?:w biurze|w pracy|dostepn\\p{L}) (?:bede|bedziemy)\\b|~(?:bede|bedziemy) (?:dostepn\\w+|osiagaln\\w+|w biurze|w pracy)\\b|~dopiero (?:od)?\\b',
    '~(?:ater|tillbaka|tillbaks)(?:komst|komna|kommer|vander|gar)?\\b|~igen\\b|~(?:nabar|anvartbar|pa plats|i tjanst|i arbete|tillganglig) (?:forst )?(?:fran|den|fr\\.?)\\b|~(?:forst|tidigast)\\b|~oppnar\\b',
    '復帰(?:予定)?(?:日)?(?:は)?|次の出社日(?:は)?|出社(?:予定)?日(?:は)?|営業(?:再開|開始)(?:日)?(?:は)?',
  ),
  cue(
    'back',
    'after',
    "~(?:i|we)(?:'ll| will|'m| am|'re| are| shall)? (?:be |am |are )?(?:back|return|again|available again|reachable again|in (?:the office )?again|happy to|at your)|~(?:back|again)\\b|~i (?:will )?(?:return|resume)|~we (?:re-?open|return|resume)",
    '~(?:wieder|zuruck)\\b|~(?:gerne )?zur verfugung\\b|~erreichbar\\b|~(?:persönlich )?fur sie da\\b',
    '~(?:je|nous) (?:serai|serons|suis|sommes|reviens|reviendrai|reprends|reprendrai|rentre|rouvrons)|~de retour\\b|~a nouveau\\b',
    '~(?:estare|estaremos|vuelvo|volvere|volveremos|regreso|regresare|regresaremos|retomo|retomare) ?|~de (?:nuevo|vuelta)\\b',
    '~(?:saro|saremo|sono) (?:di )?(?:nuovo|ritorno|in ufficio|operativ\\w|disponibil\\w|raggiungibil\\w)|~(?:rientro|rientrero|torno|tornero)\\b|~di nuovo\\b',
    '~(?:ben|zijn) (?:ik|wij|we) (?:er )?(?:weer|terug|opnieuw)|~(?:weer|terug)\\b',
    '~(?:estarei|estaremos) |~(?:regresso|volto|voltarei|regressarei)\\b|~de volta\\b|~novamente\\b',
    '~(?:bede|bedziemy|jestem|wracam|wroce|wracamy|wrocimy)\\b|~(?:ponownie|znow|znowu)\\b',
    '~(?:ar|kommer) (?:jag|vi) (?:ater|tillbaka|igen|pa plats|i tjanst|nabar)|~(?:ater|tillbaka|igen)\\b',
    '(?:午前|午後|\\d+時)?(?:より|から|に|には)?(?:通常|業務|営業|勤務)?(?:に|を|の)?(?:再開|出社|出勤|復帰|戻|帰社|在席|営業(?:いたし|し|を)|通常|業務|勤務|対応(?:いた|させ|可能)|順次)|以降(?:に|、)?(?:順次|改めて|ご連絡|ご返信|対応|返信)',
  ),
  cue(
    'until',
    'before',
    '~(?:un)?till?\\b|~til\\b|~to\\b',
    '~bis(?: (?:zum|inkl|und))?\\b',
    "~jusqu'?(?:a|au|aux|en)\\b|~jusqu'|~au\\b",
    '~hasta\\b|~al\\b',
    '~(?:fino|sino)(?: a[l]?)?\\b|~al\\b|~all\'(?= ?$)',
    '~tot\\b',
    '~ate\\b|~ao\\b',
    '~do\\b',
    '~(?:fram )?till\\b|~tom\\b',
  ),
  cue(
    'until',
    'after',
    '\\s?(?:午前|午後|\\d+時)?まで(?!に)',
  ),
  cue(
    'through',
    'before',
    '~(?:up to and including|until and including|through|thru|until the end of|after|later than|last day (?:\\p{L}+ )?(?:is|of))\\b',
    "~bis (?:einschliesslich|einschl\\.?|inkl\\.?|inklusive|und mit|zum ende des)|~bis (?:einschliesslich )?zum einschliesslich|~nach dem|~nach\\b",
    "~jusqu'(?:a|au)? ?(?:inclus|y compris)|~apres(?: le)?\\b",
    '~hasta (?:e incluyendo|inclusive)|~despues (?:del|de)\\b',
    '~fino (?:a |al )?(?:e compreso|compreso|incluso)|~dopo\\b',
    '~(?:tot en met|t/m|tem|t\\.?e\\.?m\\.?)(?!\\p{L})|~(?:pas|weer|terug|bereikbaar|antwoord|reageer)(?: \\p{L}+)? na\\b',
    '~ate (?:e incluindo|inclusive)|~(?:apos|depois de)\\b',
    '~(?:wlacznie do|do wlacznie)\\b|~po\\b',
    '~(?:till och med|t\\.? ?o\\.? ?m\\.?)(?!\\p{L})|~efter\\b',
  ),
  cue(
    'from',
    'before',
    '~(?:from|since|starting|beginning|as of|between)\\b',
    '~(?:vom|von|ab|seit|zwischen)\\b(?: dem)?',
    "~(?:du|depuis|a (?:partir|compter) d[eu]|des|entre)\\b",
    '~(?:del|desde|a partir del?|entre)\\b',
    '~(?:dal|da|a partire dal?|tra)\\b|~dall\'',
    '~(?:van|vanaf|sinds|tussen|per)\\b',
    '~(?:de|desde|a partir de|entre)\\b',
    '~(?:od|miedzy)\\b',
    '~(?:fran(?: och med)?|fr\\.? ?o\\.? ?m\\.?|sedan|mellan)(?!\\p{L})',
  ),
  cue('from', 'after', '(?:より|から)(?!通常|出|復|業|営|再|順|対)'),
];

/** Beside the last day of an absence: it counts as a day away. */
export const INCLUSIVE =
  /(?<!\p{L})(?:inclusive|inclusively|included|incl|inkl|inklusive|einschliesslich|inbegriffen|inclus|incluse|compris|incluid[oa]s?|inclus[oaie]|compres[oaie]|inbegrepen|inclusief|wlacznie|medraknat)(?!\p{L})|を?含(?:む|み|め)|いっぱい/u;

/** Days of another's absence or presence: of a colleague who stands in, and of what is due or was sent. */
export const OF_ANOTHER =
  /(?<!\p{L})(?:colleagues?|deputy|stands? in for me|covering for me|in my absence|my (?:manager|assistant|team)|kolleg(?:e|en|in|innen)|vertretung|vertritt|vertreten|collegues?|remplacante?|companer[oa]s?|sustitu\p{L}+|collegh?[aei]|sostitu\p{L}+|collega'?s?|waarnem\p{L}+|vervang\p{L}+|colegas?|substitu\p{L}+|koleg[aięeou]\p{L}*|kolezan\p{L}+|zastep\p{L}+|kollega\p{L}*|ersatt\p{L}+|vikari\p{L}+|invoices? (?:is|are)|(?:is|are) valid|gultig|valable|valid[oae]s?|geldig|wazn\p{L}+|giltig|she|her|sie ist|deadline|sent on|received on|gesendet am|skickat|offre|angebot|offer|event|webinar)(?!\p{L})|同僚|代理|代わり/u;

/** The writer's own: such a sentence is of the absence, whoever else stands in it. */
export const OF_THE_WRITER =
  /(?<!\p{L})(?:i|i'm|i'll|we|we're|our office|ich|wir|je|j'ai|nous|estoy|estare\p{L}*|vuelvo|volver\p{L}+|sono|saro|ik|wij|estou|estarei|jestem|bede|jag|vi)(?!\p{L})|休暇|不在|休業/u;
