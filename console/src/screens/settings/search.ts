import { compact, textOf, type RawSearch } from '../../api/search.ts';

/** What a part of the settings shows: what is open, and its filters. */
export interface SettingsSearch {
  /** Id of what is open; `new`: something to be made. */
  open?: string;
  find?: string;
  /** Of what kind: a reason, a status, a thing. */
  kind?: string;
  who?: string;
}

export const settingsSearch = (raw: RawSearch): SettingsSearch =>
  compact({
    open: textOf(raw['open']),
    find: textOf(raw['find']),
    kind: textOf(raw['kind']),
    who: textOf(raw['who']),
  });
