/** What has digits and is no date: put out of sight, so that every place stays where it was. */
const NO_DATES: readonly RegExp[] = [
  /https?:\/\/\S+|www\.\S+/g,
  /\S+@\S+/g,
  // Numbers of phones: after such a word, or with a country's code.
  /(?:\b(?:tel|telefon\w*|telephone|telefono|phone|fon|fax|mobile?|mobil\w*|handy|cell|ring|call|dial|gsm|ligue|telemovel|llam\w+|movil|appel\w+|portable|bel|chiam\w+|cell?ulare|zadzwon\w*|kom|kontakt tel|durchwahl|ext|extension|interno|dw)\b|電話|携帯|内線)[^\d\n]{0,12}[+(\d][\d ()/.-]{4,}\d/g,
  /(?<![\w.])(?:\+|00)\d[\d ()/.-]{6,}\d/g,
  // Digits in groups: three or more groups that are no date, or one that begins with a zero and is long.
  /(?<![\w.,/-])\d+(?: \d+){3,}(?![\w/])/g,
  /(?<![\w.,/-])0\d{2,}[ /-]\d[\d -]{2,}\d(?![\w/])/g,
  // Times of the day.
  /(?<![\d.])\d{1,2}[:.]\d{2}(?: ?(?:uhr|h|hrs|am|pm|a\.m\.|p\.m\.)\b)/g,
  /(?<![\d.])\d{1,2}:\d{2}(?::\d{2})?(?!\d)/g,
  /(?<![\d.])\d{1,2} ?(?:uhr|h|hrs|am|pm)\b/g,
  // Numbers of papers: letters and digits in one, and amounts.
  /(?<![\p{L}\d])[a-z]{1,6}[-/#.]?\d[\d/-]{3,}(?![\p{L}\d])/gu,
  /(?:[€$£¥]|\b(?:eur|usd|gbp|sek|pln|chf|jpy)\b) ?\d[\d.,' ]*\d|\d[\d.,' ]*\d ?(?:[€$£¥%]|\b(?:eur|usd|gbp|sek|pln|chf|jpy|kr|zl)\b)/g,
];

/** The sentence with everything that only looks like a date made into stars; as long as it was. */
export function maskedSentence(sentence: string): string {
  return NO_DATES.reduce(
    (text, pattern) => text.replace(pattern, (found) => '*'.repeat(found.length)),
    sentence,
  );
}
