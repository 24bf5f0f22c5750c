import type { ReactNode } from 'react';
import { useLocale } from '../app/locale.ts';
import { bulkActs } from '../words/bulk.ts';
import { words } from '../words/en.ts';
import { counted } from '../words/plural.ts';
import { countText } from './format.ts';
import type { Chosen } from './selection.ts';

/**
 * What is chosen, always in sight, and what can be done with it; all that match is a second act. With nothing chosen, what
 * can be done with the one that the keys stand on.
 */
export function BulkBar<T>({
  chosen,
  current,
  total,
  children,
}: {
  chosen: Chosen<T>;
  /** Its name. */
  current?: string;
  /** How many match; null: more than are shown. */
  total: number | null;
  children: ReactNode;
}) {
  const { locale } = useLocale();
  if (chosen.isNone)
    return current === undefined ? null : (
      <div className="act-bar" role="region" aria-label={words.selection.one}>
        <span className="cut" dir="auto">
          {bulkActs.here(current)}
        </span>
        <span className="row wrap">{children}</span>
      </div>
    );
  const all = total === null ? '' : countText(total, locale);
  return (
    <div className="act-bar" role="region" aria-label={words.selection.column}>
      <span className="row wrap">
        <strong role="status">
          {chosen.isAll
            ? words.selection.allChosen(all)
            : counted(chosen.ids.length, words.selection.chosen, locale)}
        </strong>
        {!chosen.isAll && (total === null || chosen.ids.length < total) && (
          <button type="button" className="plain" onClick={chosen.chooseAll}>
            {words.selection.all(all)}
          </button>
        )}
        <button type="button" className="plain" onClick={chosen.clear}>
          {words.selection.none}
        </button>
      </span>
      <span className="row wrap">{children}</span>
    </div>
  );
}
