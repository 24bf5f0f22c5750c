import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { SettingsSearch } from './search.ts';

/** What of a part stands in the address: what is open, and the filters. */
export function useOpened() {
  const navigate = useNavigate();
  const { part = 'organisation' } = useParams({ strict: false });
  const search = useSearch({ strict: false }) as SettingsSearch;
  const set = (change: { [K in keyof SettingsSearch]?: SettingsSearch[K] | undefined }): void =>
    void navigate({
      to: '/settings/$part',
      params: { part },
      search: ((before: SettingsSearch) => ({ ...before, ...change })) as never,
      replace: true,
    });
  return {
    search,
    set,
    opened: search.open ?? null,
    open: (open: string): void => set({ open }),
    close: (): void => set({ open: undefined }),
  };
}
