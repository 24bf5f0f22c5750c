/** A value read from text, or what is wrong with the text, as the end of a sentence about its column. */
export type ReadValue<T> = { ok: true; value: T } | { ok: false; problem: string };

/** What was read. */
export const valueOf = <T>(read: T): ReadValue<T> => ({ ok: true, value: read });
/** What was wrong. */
export const problemOf = (message: string): { ok: false; problem: string } => ({
  ok: false,
  problem: message,
});

const YES = new Set(['true', 'yes', 'y', '1', 'x']);
const NO = new Set(['false', 'no', 'n', '0']);

/** Reads `true/false`, `yes/no`, `y/n`, `1/0` or `x`, in any case. */
export function readBoolean(text: string): ReadValue<boolean> {
  const lower = text.toLowerCase();
  if (YES.has(lower)) return valueOf(true);
  return NO.has(lower) ? valueOf(false) : problemOf('must be true or false');
}

/** Reads one of a closed list; case and the choice between space, hyphen and underscore do not matter. */
export function readChoice<const T extends string>(text: string, choices: readonly T[]): ReadValue<T> {
  const wanted = text.toLowerCase().replace(/[\s-]+/g, '_');
  const found = choices.find((choice) => choice === wanted);
  return found === undefined ? problemOf(`must be one of ${choices.join(', ')}`) : valueOf(found);
}

/** A name as it is stored: composed letters (NFC), no spaces around it, single spaces inside. */
export function normaliseName(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}
