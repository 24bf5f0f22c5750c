import type { ReactNode } from 'react';
import { useLocale } from '../app/locale.ts';
import { words } from '../words/en.ts';
import { counted } from '../words/plural.ts';
import { countText } from './format.ts';
import type { Chosen } from './selection.ts';

/** What is chosen, always in sight, and what can be done with it; all that match is a second act. */
export function BulkBar<T>({
  chosen,
  total,
  children,
}: {
  chosen: Chosen<T>;
  /** How many match; null: more than are shown. */
  total: number | null;
  children: ReactNode;
}) {
  const { locale } = useLocale();
  if (chosen.isNone) return null;
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
