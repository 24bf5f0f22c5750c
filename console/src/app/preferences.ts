import { useEffect } from 'react';
import type { Reply } from '../api/operations.ts';
import { useCall } from '../api/queries.ts';
import { switchKeys } from './keys.ts';

const UNSET: Reply<'getPreferences'> = { hasSingleKeys: true, hasDenseRows: false, locale: null, zone: null };

/** How whoever is signed in likes the console, in every browser. */
export const usePreferences = (): Reply<'getPreferences'> => useCall('getPreferences', {}).data ?? UNSET;

/** Lets what was chosen count in this page. */
export function useChosen(): Reply<'getPreferences'> {
  const read = useCall('getPreferences', {}).data;
  const chosen = read ?? UNSET;
  const { hasDenseRows } = chosen;
  // Until it is known, what this browser remembers counts: nobody's keys begin to act by themselves.
  const keys = read?.hasSingleKeys;
  useEffect(() => {
    if (keys !== undefined) switchKeys(keys);
  }, [keys]);
  useEffect(() => {
    document.documentElement.toggleAttribute('data-dense', hasDenseRows);
  }, [hasDenseRows]);
  return chosen;
}
