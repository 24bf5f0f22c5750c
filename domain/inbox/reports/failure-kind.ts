import { foldedText } from '../folded-text.ts';
import { words } from '../words/absence.ts';

/** Codes that are about the address by themselves: no such mailbox, host or syntax, moved away, disabled (RFC 3463). */
const OF_THE_ADDRESS = /^5\.(?:1\.(?:1|2|3|6|10)|2\.1|4\.310)$/;
/** Codes that are about something else, whatever words stand beside them: space, size, content, time, loops. */
const OF_SOMETHING_ELSE = /^(?:4\.|5\.(?:2\.[234]|3\.[1-5]|4\.(?:6|7|14|300|316)|5\.[1-9]|6\.))/;

/** The address is not there, in the words of servers in the ten languages. */
const NO_SUCH_ADDRESS = words(
  "~(?:(?:user|account|recipient|mailbox|addressee?|address|alias|inbox|person|login)s?(?: name)?(?: \\S+){0,6}? (?:is |was |has been |are )?(?:unknown|not (?:found|known|exist\\w*|recogni[sz]ed|listed|valid|here|registered)|does ?n[o']?t exist|do not exist|is invalid|invalid|no longer (?:exists?|valid|active|available|here)|disabled|deleted|inactive|deactivated|closed|terminated|suspended|removed))",
  "~(?:(?:unknown|invalid|bad|non-?existent|no such|nonexistent|illegal|undefined|inactive|disabled)(?: (?:or|to|local|destination|virtual|remote|email|e-mail|mail))* ?(?:user|account|recipient|mailbox|address|addressee|alias|person|local part)s?|no (?:mailbox|user|account|such|one|recipient|valid recipient)s?(?: \\S+){0,3} (?:here|by that name|with that name|user|person|address|account|recipient|exists?|found)|no such (?:user|recipient|mailbox|account|address|person|domain|host)|doesn'?t have an? (?:\\S+ )?account|does not have an? (?:\\S+ )?account|not a (?:valid|known) (?:user|mailbox|recipient|address)|not our (?:customer|user)|user not (?:found|known)|recipientnotfound|recipnotfound|not listed in (?:the )?(?:domino )?directory|address ?not ?found|could ?n[o']t be found|wasn't found|couldn't be found|mailbox (?:not found|unavailable|has been deleted|does not exist)|recipient address rejected: (?:access denied|user unknown|unknown)|not found by smtp address lookup|unrouteable address|unroutable|bad destination mailbox|(?:permanently|been) (?:removed|deleted|disabled)|no longer (?:on|at) (?:this )?server|unknown in (?:local|virtual|relay)|account (?:that you tried to reach )?(?:is|does not))",
  "~(?:(?:host|domain)(?: name)?(?: \\S+){0,3} (?:not found|does ?n[o']?t exist|unknown|lookup failed)|(?:no such|unknown) (?:host|domain)|nxdomain|null mx|domain of .{0,60} (?:not|unknown))",
  '~(?:(?:benutzer|empfanger|postfach|adresse|adressat|konto|mailadresse)\\p{L}*(?: \\S+){0,5}? (?:ist )?(?:unbekannt|existier\\p{L}*|nicht (?:gefunden|vorhanden|bekannt|existent|gelistet)|ungultig|geschlossen|geloscht|deaktiviert)|(?:unbekannte[rsn]?|ungultige[rsn]?) (?:empfanger|benutzer|adresse|postfach))',
  "~(?:(?:utilisateur|destinataire|boite(?: aux lettres)?|adresse|compte)s?(?: \\S+){0,5}? (?:est )?(?:inconnue?|inexistante?|invalide|introuvable|n'existe pas|desactivee?|supprimee?))",
  '~(?:(?:usuario|destinatario|buzon|direccion|cuenta)(?: \\S+){0,5}? (?:es )?(?:desconocid[oa]|inexistente|no existe|invalid[oa]|no (?:se ha )?encontrad[oa]|desactivad[oa]|eliminad[oa]))',
  '~(?:(?:utente|destinatario|casella|indirizzo|account)(?: \\S+){0,5}? (?:e )?(?:sconosciut[oa]|inesistente|non (?:esiste|trovat[oa]|valid[oa])|disattivat[oa]|eliminat[oa]))',
  '~(?:(?:gebruiker|ontvanger|postvak|mailbox|adres|account)(?: \\S+){0,5}? (?:is )?(?:onbekend|bestaat niet|niet (?:gevonden|bekend)|ongeldig|verwijderd)|onbekende (?:gebruiker|ontvanger))',
  '~(?:(?:utilizador|usuario|destinatario|caixa(?: postal| de correio)?|endereco|conta)(?: \\S+){0,5}? (?:e )?(?:desconhecid[oa]|inexistente|nao (?:existe|encontrad[oa])|invalid[oa]))',
  '~(?:(?:uzytkownik|odbiorca|adresat|skrzynka|adres|konto)(?: \\S+){0,5}? (?:jest )?(?:nieznan\\p{L}|nie (?:istnieje|znalezion\\p{L}+)|nieprawidlow\\p{L}))|~nieznany (?:uzytkownik|odbiorca|adresat)',
  '~(?:(?:anvandaren?|mottagaren?|brevladan?|postladan?|adressen?|kontot?)(?: \\S+){0,5}? (?:ar )?(?:okand|finns inte|hittades inte|ogiltig|existerar inte)|okand (?:mottagare|anvandare))',
  '(?:ユーザー?|宛先|アドレス|メールボックス|受信者|アカウント)[^。\n]{0,20}(?:見つかりません|存在しません|不明|無効)|宛先不明',
);

/** It is about space, size, content, us, time or the way, not about whether the address is there. */
const OTHER_REASON = words(
  "~(?:(?:over|exceed\\w*|above)[\\p{L}' -]{0,30} quota|quota (?:exceeded|full|reached)|out of (?:storage|space)|(?:mailbox|inbox|mail box|storage)[\\p{L}' -]{0,20} (?:is |are )?(?:full|over|exceeded)|insufficient (?:storage|disk|system)|disk full|too (?:large|big|many|long|fast|much)|size (?:limit|exceed\\w*)|message size|exceeds? (?:the )?(?:size|maximum|limit)|rate[ -]?limit\\w*|throttl\\w*|limit(?:s)? (?:exceeded|reached|has been)|sending limit|daily (?:limit|quota)|hourly)",
  '~(?:spam\\w*|junk|unsolicited|bulk mail|virus|malware|phish\\w*|content (?:rejected|filter\\w*|policy|blocked)|policy|policies|block(?:ed|ing|list\\w*)|black ?list\\w*|deny ?list\\w*|dnsbl|rbl|spamhaus|barracuda(?:central)?|reputation|spf|dkim|dmarc|authenticat\\w+|unauthenticated|not authori[sz]ed|unauthori[sz]ed|permission|relay(?:ing)? (?:denied|not permitted|access denied)|sender(?: address)? (?:rejected|denied|verify|not|is not|blocked)|greylist\\w*|gray ?list\\w*|suspicious|prohibited|not (?:permitted|allowed|accepted) (?:to|from)|restricted|access denied|administrative\\w*|refused by|reject(?:ed)? (?:due to|by) (?!(?:\\S+ ){0,4}(?:servers?|hosts?|mta)(?![\\p{L}\\d])))',
  "~(?:loops?\\b|hop count|too many hops|expired|timed? ?out|timeout|(?:could|can|did) ?n[o']t connect|connection (?:refused|timed|reset|lost|dropped)|unreachable|not respond\\w*|no route|temporar\\w*|try(?:ing)? again|try later|resources|service unavailable|gave up after|retry time|delivery time|tls|certificate|encrypt\\w*|attachment|moderat\\w+)",
  '~(?:voll\\b|speicherplatz|zu gross|kontingent|uberschritten|richtlinie\\p{L}*|abgelaufen|blockiert|gesperrt)|~(?:pleine?|saturee?|quota|trop volumineu\\p{L}+|depasse\\p{L}*|expire)|~(?:llen[oa]|cuota|excedid[oa]|demasiado|bloquead[oa])|~(?:pien[oa]|quota|superat[oa]|troppo|bloccat[oa])|~(?:vol|overschreden|geblokkeerd)\\b|~(?:chei[oa]|excedid[oa]|bloquead[oa])|~(?:pelna|przepelnion\\p{L}+|przekroczon\\p{L}+|zablokowan\\p{L}+)|~(?:full|overskriden|blockerad)\\b|容量|いっぱい|拒否',
);

/** Words so plain that a policy's code beside them is only the server's habit. */
const PLAINLY_UNKNOWN = words(
  "~(?:(?:user|recipient|mailbox|account|address)(?: \\S+){0,4}? (?:unknown|does ?n[o']?t exist|not found|not exist)|unknown (?:user|recipient|mailbox|account|address)|no such (?:user|recipient|mailbox|account|address)|recipientnotfound|recipnotfound|invalid recipient)",
);

/**
 * Hard: a permanent answer about the address (D3). `answer`: what the server that refused said; `prose`: what the report says
 * for people, asked only where the answer says nothing. Whatever leaves a doubt is soft: an address that is suppressed for
 * nothing costs more than one more try.
 */
export function failureKind(code: string | null, answer: string, prose: string): 'hard' | 'soft' {
  const { said, isUnknown, isOther } = reasonsIn(answer, prose);
  if (code?.startsWith('4') === true) return 'soft';
  if (code !== null && OF_SOMETHING_ELSE.test(code)) return 'soft';
  if (code === '5.2.1') return isOther ? 'soft' : 'hard';
  if (code !== null && OF_THE_ADDRESS.test(code)) return isOther && !isUnknown ? 'soft' : 'hard';
  if (code !== null && /^5\.[17]\./.test(code))
    return PLAINLY_UNKNOWN.test(said) && !isOther ? 'hard' : 'soft';
  return isUnknown && !isOther && !isTemporary(said) ? 'hard' : 'soft';
}

function reasonsIn(answer: string, prose: string): { said: string; isUnknown: boolean; isOther: boolean } {
  const [said = ''] = [answer, prose]
    .map(foldedText)
    .filter((text) => isAboutAddress(text) || isAboutOther(text));
  return { said, isUnknown: isAboutAddress(said), isOther: isAboutOther(said) };
}

const isAboutAddress = (said: string): boolean => NO_SUCH_ADDRESS.test(said);

// What an edge says of an address that does not exist is no word about rights.
const isAboutOther = (said: string): boolean =>
  OTHER_REASON.test(said.replaceAll('recipient address rejected: access denied', ''));

/** Only answers of the class 4: tried until the time was up. */
function isTemporary(said: string): boolean {
  return /(?<![\d.])4[25]\d[ -]/.test(said) && !/(?<![\d.])5[05]\d[ -]/.test(said);
}
