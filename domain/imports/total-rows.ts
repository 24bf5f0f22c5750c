/** How spreadsheets and ERPs begin a row of sums, in the languages that files have. */
const TOTAL =
  /^(?:(?:grand|sub|sub-)\s*)?(?:totals?|totale|totaal|summe|gesamt(?:summe|betrag)?|zwischensumme|somme|suma|sum|soma|razem|celkem|yhteensä)\b[\s:.]*$/iu;

/** Whether a row says that it is one of sums: by its words, and since it lacks what every row has. */
export function isTotalRow(
  values: readonly string[],
  places: ReadonlyMap<string, number>,
  required: readonly string[],
): boolean {
  const isIncomplete = required.some((name) => (values[places.get(name) ?? -1] ?? '').trim() === '');
  return isIncomplete && values.some((value) => TOTAL.test(value.trim()));
}
