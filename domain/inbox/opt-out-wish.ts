import { foldedText } from './folded-text.ts';
import type { ReadMail } from './read-mail.ts';
import { hasReplyMark } from './subject-key.ts';
import { OF_THE_MATTER, OPT_OUT } from './words/opt-out.ts';

/** Longer than this, somebody has more to say than that he wants no more mail. */
const MOST_CHARACTERS = 220;
/** Lines of greeting and name say nothing. */
const GREETING =
  /^(?:hi|hello|hey|dear|good (?:morning|day|afternoon)|hallo|guten (?:tag|morgen)|sehr geehrte?|liebe[rs]?|bonjour|madame|monsieur|hola|buenos dias|estimad|buongiorno|gentile|salve|beste|geachte|goedemorgen|goedendag|bom dia|boa tarde|ola|car[oa]|prezad|exm|dzien dobry|szanown|witam|hej|hejsan|god (?:dag|morgon)|bastak|お世話に|こんにちは)/;
const CLOSING =
  /^(?:(?:many |kind |best |warm )?(?:thanks|thank you|regards|wishes|best|cheers|sincerely|yours)|danke|vielen dank|(?:mit )?(?:freundlichen|besten|vielen|schonen) gru|gruss|grusse|mfg|merci|cordialement|salutations|bien (?:a vous|cordialement)|gracias|(?:un )?saludos?|atentamente|grazie|cordiali|distinti|saluti|bedankt|dank|groet|(?:met )?vriendelijke|obrigad|(?:com os )?(?:melhores )?cumprimentos|atenciosamente|dziekuje|pozdrawiam|z powazaniem|tack|(?:med )?vanlig|mvh|halsning|よろしく|以上|宜しく|-- ?$)/;

/**
 * Whether a short new text wishes no more mail (I3). What speaks of the invoice, of payment or of another address answers us:
 * a person reads it. A mail without text says it in a subject of its own.
 */
export function isOptOutWish(mail: ReadMail, newText: string): boolean {
  const said = saidIn(newText);
  if (said === '') return !hasReplyMark(mail.subject) && mail.parts.length === 0 && isWish(foldedText(mail.subject).trim());
  return isWish(said);
}

function isWish(said: string): boolean {
  if (said === '' || said.length > MOST_CHARACTERS || said.includes('?') || said.includes('？')) return false;
  // A digit is of an invoice, a date or an amount, unless it is an address's.
  if (/\d/.test(said.replace(/\S+@\S+/g, ''))) return false;
  return OPT_OUT.test(said) && !OF_THE_MATTER.test(said);
}

/** The new text without greeting, closing and the name below it. */
function saidIn(newText: string): string {
  const lines = foldedText(newText)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const start = lines.length > 1 && GREETING.test(lines[0] ?? '') && (lines[0] ?? '').length < 60 ? 1 : 0;
  const closing = lines.findIndex((line, index) => index > start && CLOSING.test(line));
  return lines.slice(start, closing < 0 ? undefined : closing).join(' ').slice(0, MOST_CHARACTERS + 1);
}
