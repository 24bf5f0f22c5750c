/** Where the counts and the seed of properties stand. */
export const COUNTS = 'test/support/rows/runs.ts';

const FIND_MANY = /\.findMany\(/g;
const RAW_SELECT = /\$queryRaw(?:Unsafe)?(?:<[^`;]*>)?\(?\s*`([^`]*)`/g;
/** One row by its nature, rows of the server itself, or rows that are only locked. */
const NEEDS_NO_ORDER = /\bORDER BY\b|\bcount\(|\bpg_\w+|\bFOR (?:NO KEY )?UPDATE\b/;
const PROPERTY = /\bfc\s*\.(?:assert|sample)\(/g;

/** The arguments of a call whose bracket opens at `open`. */
function argumentsAt(code: string, open: number): string {
  let depth = 0;
  for (let at = open; at < code.length; at += 1) {
    if ('([{'.includes(code[at]!)) depth += 1;
    if (')]}'.includes(code[at]!)) depth -= 1;
    if (depth === 0) return code.slice(open + 1, at);
  }
  return code.slice(open + 1);
}

function callsOf(pattern: RegExp, code: string): { at: number; given: string }[] {
  return [...code.matchAll(pattern)].map(({ index, 0: { length } }) => ({
    at: index,
    given: argumentsAt(code, index + length - 1),
  }));
}

const lineAt = (code: string, at: number): number => code.slice(0, at).split('\n').length;

/** Reads of many rows that name no order: PostgreSQL gives them as it likes, today like this, tomorrow like that. */
function unorderedReads(code: string): number[] {
  const selects = [...code.matchAll(RAW_SELECT)].filter(
    ([, sql = '']) => /\bFROM\b/.test(sql) && !NEEDS_NO_ORDER.test(sql),
  );
  return [
    ...callsOf(FIND_MANY, code).filter(({ given }) => !/\borderBy\b/.test(given)),
    ...selects.map(({ index }) => ({ at: index })),
  ].map(({ at }) => lineAt(code, at));
}

/** Properties that do not take their count and seed from the one place. */
function ownCounts(code: string): number[] {
  return callsOf(PROPERTY, code)
    .filter(({ given }) => !/\bruns\(/.test(given) || /\bnumRuns\b|\bseed\b/.test(given))
    .map(({ at }) => lineAt(code, at));
}

/** Complaints about a file of test/ or tools/, given without its comments. */
export function testComplaints(path: string, code: string): string[] {
  if (!/^(test|tools)\//.test(path)) return [];
  return [
    ...unorderedReads(code).map((line) => `${path}:${line}: rows are read without an order`),
    ...(path === COUNTS ? [] : ownCounts(code)).map(
      (line) => `${path}:${line}: the count and the seed of a property come from \`runs\` of ${COUNTS}`,
    ),
  ];
}
