/** What is looked for when a person is forgotten (U5): everything they were ever called or reached by. */
export interface ErasureTerms {
  emails: string[];
  phones: string[];
  names: string[];
}

/** Which of a person's terms may be looked for where. */
export interface ErasurePatterns {
  /** In what belongs to their customer; null: there is nothing to look for. */
  ofCustomer: string | null;
  /** In everything that is nobody's or somebody else's: addresses and numbers that nobody else has. */
  everywhere: string | null;
  /** In lists of rows and logs that belong to no customer: full names too. */
  ofNobody: string | null;
}

/** A number with fewer digits is part of too many others. */
const LEAST_DIGITS = 7;
const LEAST_NAME = 3;

/**
 * Patterns of PostgreSQL that find a person's terms in texts, in any case and as HTML or a link spells them. `shared`
 * are terms that somebody else has too: they stay in what is not this person's.
 */
export function erasurePatterns(terms: ErasureTerms, shared: ErasureTerms): ErasurePatterns {
  const own = (kind: keyof ErasureTerms): string[] => {
    const others = new Set(shared[kind].map(lower));
    return terms[kind].filter((term) => !others.has(lower(term)));
  };
  const phones = own('phones').flatMap(phonePattern);
  const wide = [...own('emails').flatMap(emailPatterns), ...phones];
  const fullNames = own('names').filter((name) => /\S\s+\S/.test(name));
  return {
    ofCustomer: oneOf([
      ...terms.emails.flatMap(emailPatterns),
      ...phones,
      ...own('names').flatMap(namePatterns),
    ]),
    everywhere: oneOf(wide),
    ofNobody: oneOf([...wide, ...fullNames.flatMap(namePatterns)]),
  };
}

const lower = (text: string): string => text.toLowerCase();

const oneOf = (patterns: readonly string[]): string | null =>
  patterns.length === 0 ? null : `(?:${[...new Set(patterns)].join('|')})`;

/** Of a text, what stands for itself in a pattern. */
const literal = (text: string): string => text.replace(/[^\p{L}\p{N}\s]/gu, (character) => `\\${character}`);

function emailPatterns(email: string): string[] {
  // `jo@example.com` does not stand in `mojo@example.com`, nor in `jo@example.com.au`.
  return spellings(email).map(
    (spelled) => `(?<![[:alnum:]._+-])${literal(spelled)}(?![[:alnum:]-]|\\.[[:alnum:]])`,
  );
}

function namePatterns(name: string): string[] {
  if (name.trim().length < LEAST_NAME) return [];
  return spellings(name.trim()).map(
    (spelled) => `(?<![[:alnum:]])${literal(spelled).replace(/\s+/g, '\\s+')}(?![[:alnum:]])`,
  );
}

/** The digits, however they are grouped; not a part of a longer number, nor of an amount. */
function phonePattern(phone: string): string[] {
  const digits = phone.replace(/\D/g, '');
  if (digits.length < LEAST_DIGITS) return [];
  const written = [`(?:\\+|00)?${grouped(digits)}`];
  if (phone.trim().startsWith('+')) {
    // Nationally, with a zero instead of the country's one to three digits.
    for (const country of [1, 2, 3]) {
      const rest = digits.slice(country);
      if (rest.length >= LEAST_DIGITS) written.push(`0${BETWEEN}${grouped(rest)}`);
    }
  }
  return [`(?<![[:alnum:]]|[0-9][.,])(?:${written.join('|')})(?![[:alnum:]]|[.,][0-9])`];
}

/** What may stand between two digits of a number. */
const BETWEEN = '[\\s()./-]{0,3}';
const grouped = (digits: string): string => digits.split('').join(BETWEEN);

/** As people, HTML and links write it. */
function spellings(text: string): string[] {
  const html = text.replace(/[&<>"'/`=]/g, (character) => HTML[character] ?? character);
  return [...new Set([text, html, encodeURIComponent(text)])];
}

const HTML: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '/': '&#x2F;',
  '`': '&#x60;',
  '=': '&#x3D;',
};
