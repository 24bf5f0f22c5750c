import {
  ACADEMIC_TITLES,
  COURTESY_TITLES,
  CREDENTIALS,
  DEPARTMENT_WORDS,
  EASTERN_DEPARTMENTS,
  LEGAL_FORMS,
  SUFFIXES,
  WEAK_DEPARTMENT_WORDS,
} from './name-words.ts';

/** A person as the name of a contact tells it. */
export interface PersonName {
  /** Null: it is not there, or only its first letter. */
  givenName: string | null;
  /** In the order in which it is said, with titles that are earned, without what stands behind a name. */
  fullName: string;
  /** Whether the family comes first and nobody is greeted by the given name: names in Chinese, Japanese and Korean letters. */
  isFamilyFirst: boolean;
}

const EASTERN = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u;
/** Two people, or a firm; `von und zu` is part of one name. */
const SEVERAL = /[&+]|(?<!\bvon)\s(?:and|und|och)\s(?!zu\b)/iu;
/** Cut short: a title or what it is in (`Dr. med.`, `h.c.`, `Eng.`), a firm's form (`Co.`), a name nobody says (`Mohd.`). */
const CUT_SHORT = /^(?:\p{L}{2,}\.|(?:\p{Ll}\.){2,})$/u;
/** `maria.lopes`: how mailboxes are named. */
const MAILBOX = /^\p{L}+(?:\.\p{L}+)+$/u;
const EASTERN_HONORIFIC = /(?:様|さま|さん|氏|殿|先生|님|씨)$/u;

/**
 * Reads the name of a contact (M2): `Lopes, Maria`, `Dr. Maria Lopes` and `Maria Lopes, CPA` are all Maria. Departments,
 * companies and mailboxes are nobody's name.
 *
 * @returns null when it is no person's name
 */
export function personOf(name: string | null): PersonName | null {
  const plain = (name ?? '').replace(/[([{"“„«][^)\]}"”»]*[)\]}"”»]/g, ' ').trim();
  if (plain === '' || /[@\d/\\_]/.test(plain) || SEVERAL.test(plain) || MAILBOX.test(plain)) return null;
  return EASTERN.test(plain) ? easternOf(plain) : westernOf(plain);
}

/** What to greet somebody by: the given name, or the whole where the family comes first. Null: nothing fits. */
export function greetingNameOf(person: PersonName | null): string | null {
  if (!person) return null;
  return person.isFamilyFirst ? person.fullName : person.givenName;
}

function easternOf(plain: string): PersonName | null {
  if (EASTERN_DEPARTMENTS.test(plain)) return null;
  const parts = plain.replace(EASTERN_HONORIFIC, '').trim().split(/\s+/u).filter(Boolean);
  if (parts.length === 0) return null;
  return {
    givenName: parts.length > 1 ? parts.at(-1)! : null,
    fullName: parts.join(' '),
    isFamilyFirst: true,
  };
}

function westernOf(plain: string): PersonName | null {
  const parts = plain
    .split(',')
    .map((part) => withoutSuffixes(part.trim().split(/\s+/).filter(Boolean)))
    .filter((part) => part.length > 0);
  const [first, second] = parts;
  if (!first || isDepartment(first)) return null;
  const given = second && !isDepartment(second) ? second : [];
  // "Maria Lopes, Accounts Payable": what follows says where she works. "Lopes, Maria": the family came first.
  return given.length > 0 ? personIn(given, first) : personIn(first, []);
}

/** A person of words before the family's, and the family's where it is known which those are. */
function personIn(said: readonly string[], family: readonly string[]): PersonName | null {
  const all = [...said, ...family];
  const name = all.filter((word) => !isTitle(word));
  if (name.length === 0) return null;
  const isFamilyAlone = name.length === 1 && name.length < all.length;
  const titles = all.filter((word) => isFamilyAlone || (isTitle(word) && !isCourtesy(word)));
  const givenName = isFamilyAlone ? null : givenNameIn(said.filter((word) => !isTitle(word)));
  return {
    givenName,
    fullName: isFamilyAlone ? all.join(' ') : [...titles, ...name].join(' '),
    isFamilyFirst: false,
  };
}

/** The first word that is neither an initial nor, beside others that are not, all in capitals as families are written. */
function givenNameIn(said: readonly string[]): string | null {
  const isShouted = (word: string): boolean =>
    word.length > 2 && /\p{L}/u.test(word) && word === word.toUpperCase();
  const all = said.every((word) => isShouted(word) || isInitial(word));
  const candidates = said.filter((word) => !isInitial(word) && (all || !isShouted(word)));
  // Behind an initial, the last word is the family's: "J. Smith".
  const isOnlyFamily = isInitial(said[0] ?? '') && candidates.length < 2 && said.length > 1;
  const found = isOnlyFamily ? undefined : candidates[0];
  if (found === undefined) return null;
  return all ? capitalised(found) : found;
}

const isInitial = (word: string): boolean =>
  /^(?:\p{L}\.?-?){1,2}$/u.test(word) && (word.includes('.') || word.length === 1);

function capitalised(word: string): string {
  return word
    .toLowerCase()
    .replace(/(^|[-'’])(\p{L})/gu, (_all, mark: string, letter: string) => mark + letter.toUpperCase());
}

/** A word as the lists have it. */
const bare = (word: string): string => word.replace(/[.:’']/g, '').toLowerCase();

const isCourtesy = (word: string): boolean => COURTESY_TITLES.has(bare(word));
const isTitle = (word: string): boolean =>
  isCourtesy(word) || ACADEMIC_TITLES.has(bare(word)) || CUT_SHORT.test(word);

function withoutSuffixes(words: string[]): string[] {
  const kept = [...words];
  while (kept.length > 0) {
    const last = kept.at(-1)!;
    const isSuffix = SUFFIXES.has(bare(last)) || CREDENTIALS.has(last.replaceAll('.', ''));
    if (!isSuffix) break;
    kept.pop();
  }
  return kept;
}

function isDepartment(words: readonly string[]): boolean {
  if (LEGAL_FORMS.has(words.at(-1)!.replaceAll('.', ''))) return true;
  const plain = words.map(bare).filter((word) => /\p{L}/u.test(word));
  if (plain.some((word) => DEPARTMENT_WORDS.has(word))) return true;
  return plain.every((word) => WEAK_DEPARTMENT_WORDS.has(word));
}
