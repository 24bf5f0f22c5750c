import { compact, textOf, type RawSearch } from '../../api/search.ts';

/** Which pass is open. */
export interface AutomationSearch {
  pass?: string | undefined;
}

export const automationSearch = (raw: RawSearch): AutomationSearch => compact({ pass: textOf(raw['pass']) });
