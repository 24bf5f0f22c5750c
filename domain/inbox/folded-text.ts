/** Letters that do not come apart into a letter and a mark. */
const LETTERS: Readonly<Record<string, string>> = { ß: 'ss', ł: 'l', ø: 'o', æ: 'ae', œ: 'oe', đ: 'd', ı: 'i' };

/**
 * Text as words are looked up in it: lower case, without accents, wide forms made narrow, one kind of quote, dash and blank.
 * Japanese keeps its marks. Line breaks stay.
 */
export function foldedText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .replace(/[ßłøæœđı]/g, (letter) => LETTERS[letter] ?? letter)
    .replace(/[‘’‚‛`´]/g, "'")
    .replace(/[‐‑‒–—―−]/g, '-')
    .replace(/[^\S\n]+/g, ' ');
}

/**
 * The text with one sentence a line, folded: what a word is said of ends with its sentence. Lines that were only wrapped are
 * joined; a full stop ends a sentence where a capital letter follows.
 */
export function foldedSentences(text: string): string[] {
  return text
    .slice(0, MOST_CHARACTERS)
    .replace(/\r\n?/g, '\n')
    .replace(/([。！？!?;；])/g, '$1\n\n')
    .replace(/([^\s\d]{3}|\d{4}|\))\.(\s+)(?=[\p{Lu}\p{Lo}¿¡])/gu, '$1.\n\n')
    .replace(/\n[ \t]*[-*•·][ \t]+/g, '\n\n')
    .split(/\n\s*\n/)
    .map((sentence) => foldedText(sentence.replace(/\n/g, ' ')).trim())
    .filter((sentence) => sentence !== '')
    .slice(0, MOST_SENTENCES);
}

/** An absence note is short; what comes after this is no part of it. */
const MOST_CHARACTERS = 20_000;
const MOST_SENTENCES = 200;
