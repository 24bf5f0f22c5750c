import { compact, oneOf, textOf, type RawSearch } from '../../api/search.ts';

const KINDS = ['email', 'call', 'task'] as const;

/** Which actions are shown, and which one is open. */
export interface ActionsSearch {
  kind?: (typeof KINDS)[number] | undefined;
  severity?: 'high' | 'medium' | undefined;
  snoozed?: true | undefined;
  open?: string | undefined;
}

export const actionsSearch = (raw: RawSearch): ActionsSearch =>
  compact({
    kind: oneOf(raw['kind'], KINDS),
    severity: oneOf(raw['severity'], ['high', 'medium'] as const),
    snoozed: raw['snoozed'] === true || raw['snoozed'] === 'true' ? (true as const) : undefined,
    open: textOf(raw['open']),
  });

/** The filters of the list. */
export const filtersOf = ({ kind, severity, snoozed }: ActionsSearch) => ({
  ...(kind && { kind }),
  ...(severity && { severity }),
  ...(snoozed && { isSnoozed: 'true' as const }),
});
