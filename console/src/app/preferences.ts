import { useEffect } from 'react';
import type { Reply } from '../api/operations.ts';
import { useCall } from '../api/queries.ts';
import { switchKeys } from './keys.ts';

const UNSET: Reply<'getPreferences'> = { hasSingleKeys: true, hasDenseRows: false, locale: null, zone: null };

/** How whoever is signed in likes the console, in every browser. */
export const usePreferences = (): Reply<'getPreferences'> => useCall('getPreferences', {}).data ?? UNSET;

/** Lets what was chosen count in this page. */
export function useChosen(): Reply<'getPreferences'> {
  const chosen = usePreferences();
  const { hasSingleKeys, hasDenseRows } = chosen;
  useEffect(() => switchKeys(hasSingleKeys), [hasSingleKeys]);
  useEffect(() => {
    document.documentElement.toggleAttribute('data-dense', hasDenseRows);
  }, [hasDenseRows]);
  return chosen;
}
