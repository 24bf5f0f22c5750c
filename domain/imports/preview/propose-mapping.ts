import type { ImportKind } from '../../../contracts/imports/kinds.ts';
import type { ColumnMapping, ColumnSpec } from '../csv-columns.ts';
import { isBlank, type FileHead, type FileRow } from '../../csv/find-delimiter.ts';
import { headerWords, nameScore } from './header-words.ts';

/** A header that is not our own, and what its columns seem to be. */
export interface ProposedHeader {
  head: FileHead;
  row: FileRow;
  mapping: ColumnMapping[];
  /** Columns that are needed and were not found. */
  missing: string[];
  /** Columns of ours that several of the file seem to be, by number from 1. */
  rivals: { to: string; numbers: number[] }[];
}

/** Rows that are looked at for the header. */
const HEADER_ROWS = 30;

/**
 * Finds the row that names most of our columns in other words, under whatever delimiter; without any such words the first
 * row of the usual width.
 */
export function proposeHeader(
  heads: readonly FileHead[],
  { kind, spec, fallback }: { kind: ImportKind; spec: ColumnSpec; fallback: FileHead },
): ProposedHeader | null {
  let best: ProposedHeader | null = null;
  for (const head of heads) {
    for (const row of head.rows.filter(({ values }) => !isBlank(values)).slice(0, HEADER_ROWS)) {
      const proposed = proposeMapping({ head, row }, kind, spec);
      if (proposed.mapping.length > (best?.mapping.length ?? 0)) best = proposed;
    }
  }
  if (best) return best;
  const filled = fallback.rows.filter(({ values }) => !isBlank(values));
  const width = usualWidth(filled);
  const row = filled.find(({ values }) => values.length === width);
  return row ? proposeMapping({ head: fallback, row }, kind, spec) : null;
}

/** A header that can be told in a mapping; another column is told by its number. */
const NAME = /^[^\p{C}\u2028\u2029]{1,200}$/u;

function proposeMapping(
  { head, row }: { head: FileHead; row: FileRow },
  kind: ImportKind,
  spec: ColumnSpec,
): ProposedHeader {
  const words = row.values.map(headerWords);
  const pairs = [...spec.required, ...spec.optional]
    .flatMap((to) => words.map((each, place) => ({ to, place, score: nameScore(kind, to, each) })))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
  const taken = new Map<string, number>();
  const used = new Set<number>();
  for (const { to, place } of pairs) {
    if (taken.has(to) || used.has(place)) continue;
    taken.set(to, place);
    used.add(place);
  }
  const rivals = [...taken].flatMap(([to, place]) => {
    const others = pairs.filter((pair) => pair.to === to && pair.place !== place && !used.has(pair.place));
    return others.length === 0
      ? []
      : [{ to, numbers: [place, ...others.map((pair) => pair.place)].map((n) => n + 1) }];
  });
  const fromOf = (place: number): string | number => {
    const name = (row.values[place] ?? '').trim();
    const isUnique = words.filter((each) => each === words[place]).length === 1;
    return isUnique && NAME.test(name) ? name : place + 1;
  };
  const mapping = [...taken]
    .sort(([, a], [, b]) => a - b)
    .map(([to, place]) => ({ from: fromOf(place), to }));
  return { head, row, mapping, missing: spec.required.filter((name) => !taken.has(name)), rivals };
}

function usualWidth(rows: readonly FileRow[]): number {
  const counts = new Map<number, number>();
  for (const { values } of rows) counts.set(values.length, (counts.get(values.length) ?? 0) + 1);
  return [...counts].reduce((best, next) => (next[1] > best[1] ? next : best), [0, 0])[0];
}
