import {
  holidayCalendarInputSchema,
  type HolidayCalendar,
} from '../../../contracts/sequences/holiday-calendar.ts';

/** The public holidays of England, which move what falls on them. */
export const ENGLISH_HOLIDAYS: HolidayCalendar = holidayCalendarInputSchema.parse({
  country: 'GB',
  region: 'ENG',
});
