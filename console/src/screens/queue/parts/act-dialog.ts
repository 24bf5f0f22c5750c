import type { Detail, Filters } from './work.tsx';

/** What has been done, in words, and the row that the API says comes next. */
export type OnDone = (what: string, next: { id: string } | null) => void;

/** A dialog that asks for more before it acts on a row. */
export interface ActDialog {
  row: Detail;
  filters: Filters;
  onClose: () => void;
  onDone: OnDone;
}
