import { useLocale } from '../app/locale.ts';
import { moneyText, dayText, momentText } from './format.ts';

/** An amount with its currency; it stays a decimal string to the last digit. */
export function Money({ amount, currency }: { amount: string; currency: string }) {
  const { locale } = useLocale();
  return <span className="money">{moneyText(amount, { currency, locale })}</span>;
}

/** A day of the calendar, without any zone. */
export function Day({ day }: { day: string }) {
  const { locale } = useLocale();
  return (
    <time dateTime={day} dir="auto">
      {dayText(day, locale)}
    </time>
  );
}

/** An instant in the zone that counts, which is named where it is not the reader's. */
export function Moment({ at, zone }: { at: string; zone?: string | null }) {
  const locale = useLocale();
  const counts = zone ?? locale.zone;
  return (
    <time dateTime={at} title={counts} dir="auto">
      {momentText(at, { locale: locale.locale, zone: counts })}
    </time>
  );
}

/** A mark with words; its colour only helps. */
export function Mark({
  tone,
  children,
}: {
  tone: 'good' | 'warning' | 'danger' | 'muted' | 'plain';
  children: string;
}) {
  return <span className={`mark mark-${tone}`}>{children}</span>;
}
