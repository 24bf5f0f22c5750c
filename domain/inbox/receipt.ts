import { foldedText } from './folded-text.ts';
import type { ReadMail } from './read-mail.ts';

/** What programs put before the subject of a receipt, of reading or of delivery. */
const MARK =
  /^(?:read|not read|gelesen|ungelesen|lu|non lu|leido|no leido|letto|non letto|gelezen|niet gelezen|lida|lido|przeczytano|przeczytane|last|olast|delivered|zugestellt|relayed|return receipt|read receipt|disposition notification|empfangsbestatigung|lesebestatigung|accuse de lecture|confirmacion de lectura|conferma di lettura|leesbevestiging|recibo de leitura|potwierdzenie przeczytania|laskvitto|開封済み|開封確認) ?[:(-]/;
const SAYS_READ =
  /(?<!\p{L})(?:was (?:read|displayed|opened)|has been (?:read|displayed|opened)|deleted without being read|return receipt|read receipt|wurde (?:[\p{L}\d.,: ]{0,60} )?(?:gelesen|angezeigt|geoffnet)|a ete (?:lu|affiche|ouvert)|se (?:leyo|ha leido)|fue leido|e stato letto|is gelezen|foi lid[oa]|zostala? przeczytan\p{L}|lastes|har lasts)|開封/u;
/** A receipt says no more. */
const MOST_CHARACTERS = 700;

/** A receipt for reading without the form of RFC 8098, or with it inside of a plain mail. */
export function isReceipt(mail: ReadMail, newText: string): boolean {
  if (mail.parts.some(({ contentType }) => contentType === 'message/disposition-notification')) {
    return mail.contentType === 'multipart/report';
  }
  const text = foldedText(newText);
  return MARK.test(foldedText(mail.subject)) && text.length <= MOST_CHARACTERS && (text.trim() === '' || SAYS_READ.test(text));
}
