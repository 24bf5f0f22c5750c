import type { Reply } from '../api/operations.ts';
import { useLocale } from '../app/locale.ts';
import { reports as say } from '../words/reports.ts';
import { today } from '../words/screens.ts';
import { BUCKETS } from './aging-bar.tsx';
import { Bars } from './bars.tsx';
import { dayText, moneyText } from './format.ts';

/** What was owed in one currency at the ends of days, by days past due. Lengths are drawn from rounded numbers; no figure is. */
export function OwedPlot({
  currency,
  points,
  hasNames = true,
}: {
  currency: string;
  points: Reply<'getReceivablesTrend'>['points'];
  /** Whether it says what its colours are; else the caller does. */
  hasNames?: boolean;
}) {
  const { locale } = useLocale();
  const each = points.map(({ day, currencies }) => ({
    day,
    found: currencies.find((one) => one.currency === currency),
  }));
  const most = each.reduce(
    (one, { found }) => (found !== undefined && Number(found.total) > Number(one) ? found.total : one),
    '0',
  );
  return (
    <Bars
      hasNames={hasNames}
      label={`${say.owed}, ${currency}`}
      bars={each.map(({ day, found }) => ({
        key: day,
        name: dayText(day, locale),
        parts: BUCKETS.map((bucket) => Number(found?.aging[bucket] ?? 0)),
      }))}
      names={BUCKETS.map((bucket) => today.buckets[bucket])}
      tones={BUCKETS.map((_, index) => `bar-${index + 1}`)}
      most={say.most(moneyText(most, { currency, locale }))}
    />
  );
}
