import { dayText } from '../../../parts/format.ts';

interface Part {
  from: string;
  to: string;
}

/** The days of a part of a period in words: one day, or the first and the last. */
export const daysText = ({ from, to }: Part, locale: string): string =>
  from === to ? dayText(from, locale) : `${dayText(from, locale)} – ${dayText(to, locale)}`;
