/** The zone of this browser, in which moments are typed. */
export const hereZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** What was typed by the clock of this browser, as an instant of the API; nothing typed is none. */
export const instantOf = (typed: string): string | undefined =>
  typed === '' ? undefined : new Date(typed).toISOString();
