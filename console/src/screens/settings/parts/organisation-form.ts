import type { RetentionKind } from '../../../../../contracts/access/kinds.ts';
import type { Input, Reply } from '../../../api/operations.ts';
import { orNull, textOfNumber, wholeOf } from '../../../parts/form.ts';

export type Organisation = Reply<'getOrganisation'>;
type Change = Input<'updateOrganisation'>['body'];

/** The settings as fields show them. */
export const typedOf = (read: Organisation) => ({
  name: read.name,
  zone: read.zone,
  locale: read.locale,
  baseCurrency: read.baseCurrency,
  defaultMailboxId: read.defaultMailboxId ?? '',
  daysBetween: textOfNumber(read.contactPolicy.daysBetween),
  perDay: textOfNumber(read.contactPolicy.perDay),
  perDomainPerDay: textOfNumber(read.contactPolicy.perDomainPerDay),
  perRun: textOfNumber(read.contactPolicy.perRun),
  retryHours: textOfNumber(read.retryHours),
  replyHoldDays: textOfNumber(read.replyHoldDays),
  confirmAbove: textOfNumber(read.automations.confirmAbove),
  defaultRegion: read.defaultRegion ?? '',
  quietStart: read.quietHours?.start ?? '',
  quietStop: read.quietHours?.stop ?? '',
  credit: read.credit,
  minimumAmounts: Object.entries(read.minimumAmounts)
    .map((pair) => pair.join(' '))
    .join('\n'),
  insights: read.insights,
  mailReading: read.mailReading,
  retention: Object.fromEntries(
    Object.entries(read.retention).map(([kind, days]) => [kind, textOfNumber(days)]),
  ) as Record<RetentionKind, string>,
});
type Typed = ReturnType<typeof typedOf>;

/** `EUR 5.00` a line; what is none goes to the API as it is, which says what is wrong with it. */
const amountsOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .map((line) => {
        const [currency = '', ...amount] = line.split(/\s+/);
        return [currency.toUpperCase(), amount.join(' ')];
      }),
  );

/** What is typed as the API takes it. */
export const changeOf = (typed: Typed): Change => ({
  name: typed.name,
  zone: typed.zone.trim(),
  locale: typed.locale.trim(),
  baseCurrency: typed.baseCurrency.trim(),
  defaultMailboxId: orNull(typed.defaultMailboxId),
  contactPolicy: {
    daysBetween: wholeOf(typed.daysBetween) as number,
    perDay: wholeOf(typed.perDay),
    perDomainPerDay: wholeOf(typed.perDomainPerDay),
    perRun: wholeOf(typed.perRun) as number,
  },
  retryHours: wholeOf(typed.retryHours) as number,
  replyHoldDays: wholeOf(typed.replyHoldDays) as number,
  automations: { confirmAbove: wholeOf(typed.confirmAbove) as number },
  defaultRegion: orNull(typed.defaultRegion),
  quietHours:
    typed.quietStart === '' && typed.quietStop === ''
      ? null
      : { start: typed.quietStart, stop: typed.quietStop },
  credit: typed.credit,
  minimumAmounts: amountsOf(typed.minimumAmounts),
  insights: typed.insights,
  mailReading: typed.mailReading,
  retention: Object.fromEntries(
    Object.entries(typed.retention).map(([kind, days]) => [kind, wholeOf(days)]),
  ) as Record<RetentionKind, number | null>,
});
