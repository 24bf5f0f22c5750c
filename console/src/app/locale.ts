import { createContext, useContext } from 'react';

/** In which language and zone figures and times are shown: the user's, else the organisation's. */
export interface Locale {
  locale: string;
  zone: string;
}

export const LocaleContext = createContext<Locale>({ locale: 'en-GB', zone: 'UTC' });
export const useLocale = (): Locale => useContext(LocaleContext);
