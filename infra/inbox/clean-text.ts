/** What no text of a mail may hold: PostgreSQL stores no NUL, a terminal or page may obey the others. */
const CONTROLS = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\u0080-\u0084\u0086-\u009f\ufeff\ufffe\uffff]/g;
/** Characters that turn the direction of what follows: `exe.fdp` reads as `pdf.exe`. */
export const TURNS = /[\u202a-\u202e\u2066-\u2069]/g;

/** Half a character of two: no text outside of JavaScript has it. */
const HALVES = /\p{Cs}/gu;

/** Text as it may be stored and shown: whole characters only, no controls but tab and line end, lines end in a line feed. */
export function cleanText(text: string): string {
  return text
    .replace(/\r\n?|\u0085|\u2028|\u2029/g, '\n')
    .replace(CONTROLS, '')
    .replace(HALVES, '\ufffd');
}

/** A text of one line, such as a name or a subject: whatever broke it becomes a space. */
export function cleanLine(text: string, length: number): string {
  return cutAt(cleanText(text).replace(TURNS, '').replace(/\s+/g, ' ').trim(), length);
}

/** The beginning of a text, without half a character at its end. */
export function cutAt(text: string, length: number): string {
  return text.length <= length ? text : text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}
