import type { Language } from '../../../contracts/kinds.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { it } from './it.ts';
import { ja } from './ja.ts';
import type { LetterTexts } from './letter-texts.ts';
import { nl } from './nl.ts';
import { pl } from './pl.ts';
import { pt } from './pt.ts';
import { sv } from './sv.ts';

/** The product's own words to customers, by language (M6). */
export const LETTER_TEXTS: Record<Language, LetterTexts> = { en, de, fr, es, it, nl, pt, pl, sv, ja };
