/** How delimited text is written. A leaf. */

/** Encodings of files that can be declared; a byte order mark says more than a declaration. */
export const ENCODINGS = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'windows-1250',
  'windows-1251',
  'windows-1253',
  'windows-1254',
  'windows-1257',
  'iso-8859-1',
  'iso-8859-2',
  'iso-8859-9',
  'iso-8859-15',
  'macintosh',
  'shift_jis',
  'gb18030',
  'big5',
  'euc-kr',
] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** Names of what stands between two values. */
export const DELIMITER_KINDS = ['comma', 'semicolon', 'tab', 'pipe'] as const;
export type DelimiterKind = (typeof DELIMITER_KINDS)[number];
