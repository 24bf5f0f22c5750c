import type { StoredAutomation } from './definition.ts';

type Course = Pick<StoredAutomation, 'isOngoing' | 'every' | 'startsAt' | 'endsAt'>;

/** Whether who comes in by a change is acted on within a minute (A2): from the start on, up to the end. */
export const actsOnChanges = ({ isOngoing, startsAt, endsAt }: Course, now: number): boolean =>
  isOngoing && (startsAt === null || startsAt <= now) && (endsAt === null || now < endsAt);

/** Whether who comes in by time alone is acted on at once: only where no pass of a calendar comes (A2). */
export const actsOnTime = (course: Course, now: number): boolean =>
  course.every === null && actsOnChanges(course, now);
