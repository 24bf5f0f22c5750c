import { useLocale } from '../../../app/locale.ts';
import { countText } from '../../../parts/format.ts';
import { Money } from '../../../parts/values.tsx';
import { reports as say } from '../../../words/reports.ts';

/** A count, or one with its part of a whole. */
export type Counted = number | { count: number; percent: number | null; machine?: number };

/** A figure that opens the rows it counts; without `onOpen` it has none to open. */
export function Figure({
  value,
  label,
  onOpen,
}: {
  value: Counted;
  label: string;
  onOpen?: (() => void) | undefined;
}) {
  const { locale } = useLocale();
  const count = typeof value === 'number' ? value : value.count;
  const percent = typeof value === 'number' ? null : value.percent;
  const text = countText(count, locale);
  const machine = typeof value === 'number' ? undefined : value.machine;
  return (
    <>
      {onOpen && count > 0 ? (
        <button type="button" className="plain" aria-label={`${label}: ${text}`} onClick={onOpen}>
          {text}
        </button>
      ) : (
        text
      )}
      {percent !== null && (
        <span className="muted">
          {' '}
          {new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(
            percent / 100,
          )}
        </span>
      )}
      {machine !== undefined && machine > 0 && (
        <span className="muted"> · {say.byMachine(countText(machine, locale))}</span>
      )}
    </>
  );
}

/** Money, each currency by itself. */
export function Sums({ of }: { of: readonly { currency: string; amount: string }[] }) {
  return (
    <>
      {of.map(({ currency, amount }) => (
        <div key={currency}>
          <Money amount={amount} currency={currency} />
        </div>
      ))}
    </>
  );
}
