/** A day that a text mentions. */
export interface DateMention {
  /** Where it stands in its sentence. */
  start: number;
  end: number;
  /** YYYY-MM-DD; null: it is past, or cannot be. */
  day: string | null;
  /** Days that it covers: 7 of a week, the length of a month that is named alone. */
  length: number;
  /** A number or weekday that means a day only where a word beside it says so. */
  isVague: boolean;
  /** It ends a range that was written in one, such as `1-9 December`. */
  isRangeEnd: boolean;
}

/** The day from which days are counted, and how the writer orders numbers. */
export interface Reckoning {
  /** The mail's own local day. */
  today: string;
  /** `12/07` is the seventh of December. */
  isMonthFirst: boolean;
}
