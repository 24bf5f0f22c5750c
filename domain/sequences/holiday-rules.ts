import type { FieldProblem } from '../../contracts/problems.ts';
import type { HolidayCalendar } from '../../contracts/sequences/holiday-calendar.ts';
import { isHolidayPlace } from '../time/holidays.ts';

/** Why a holiday calendar, the field `holidays`, refuses to be saved: no such place, no day at all, a day named twice (S22). */
export function findHolidayProblems({ country, region, days }: HolidayCalendar): FieldProblem[] {
  return [...placeProblems(country, region), ...dayProblems(country, days)];
}

function placeProblems(country: string | null, region: string | null): FieldProblem[] {
  if (country === null) {
    return region === null
      ? []
      : [{ field: 'holidays.region', message: 'needs the country it is a part of' }];
  }
  if (!isHolidayPlace(country, null))
    return [{ field: 'holidays.country', message: 'is no country whose holidays are known' }];
  if (isHolidayPlace(country, region)) return [];
  return [{ field: 'holidays.region', message: `is no region of ${country} whose holidays are known` }];
}

function dayProblems(country: string | null, days: HolidayCalendar['days']): FieldProblem[] {
  if (country === null && days.length === 0)
    return [{ field: 'holidays.country', message: 'must be named where there are no own days' }];
  return days.flatMap(({ date }, index) =>
    days.findIndex((each) => each.date === date) < index
      ? [{ field: `holidays.days[${index}].date`, message: `names ${date} twice` }]
      : [],
  );
}
