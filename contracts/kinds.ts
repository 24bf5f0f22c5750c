/** Languages that the product's own words exist in: its letters, footers and pages (M6). The first is the last resort. */
export const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pt', 'pl', 'sv', 'ja'] as const;
export type Language = (typeof LANGUAGES)[number];

/** How firm a letter is, growing (M6). */
export const TONES = ['friendly', 'firm', 'urgent', 'final'] as const;
export type Tone = (typeof TONES)[number];
