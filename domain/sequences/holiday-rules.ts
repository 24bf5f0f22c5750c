import type { FieldProblem } from '../../contracts/problems.ts';
import type { HolidayCalendar } from '../../contracts/sequences/holiday-calendar.ts';
import { isHolidayPlace } from '../time/holidays.ts';

/** Why a holiday calendar, the field `holidays`, refuses to be saved: no such place (S22). */
export function findHolidayProblems({ country, region }: HolidayCalendar): FieldProblem[] {
  if (!isHolidayPlace(country, null))
    return [{ field: 'holidays.country', message: 'is no country whose holidays are known' }];
  if (isHolidayPlace(country, region)) return [];
  return [{ field: 'holidays.region', message: `is no region of ${country} whose holidays are known` }];
}
