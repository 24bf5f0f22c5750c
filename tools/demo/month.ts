import { addDays, instantOf, weekdayOf } from '../../domain/time/calendar.ts';
import type { Person } from './person.ts';
import type { Stage } from './stage.ts';
import type { Timeline } from './timeline.ts';

/** What somebody does on a day of the month, counted from its first Monday. */
interface Deed {
  day: number;
  time: string;
  act: (person: Person) => Promise<void>;
}

/** Who does what to whom, by the external ids of the sample files; the queue is worked through every weekday. */
export const CAST = {
  withoutAddress: 'C-1007',
  sentEarly: 'C-1003',
  cancelled: 'C-2003',
  edited: 'C-3005',
  away: 'C-3002',
  replied: 'C-5001',
  unsubscribed: 'C-2001',
  paid: 'C-1006',
  stopped: 'C-4002',
  movedFacts: 'C-3006',
} as const;
/** Until when the one who is away is away. */
export const AWAY = { fromDay: 2, untilDay: 9 } as const;
export const FIXED_ADDRESS = 'june.marlowe@alderfinch.example';
export const EDITED_SUBJECT = 'About our call on Thursday';

const LAST_DAY = 35;
const QUEUE_TIME = '15:00';

function deeds(monday: string, zone: string): Deed[] {
  const until = new Date(instantOf(addDays(monday, AWAY.untilDay), '12:00', zone)).toISOString();
  const body = '<p>As we said on the phone: {{balance.total}} by the end of the month.</p>';
  const deed = (day: number, time: string, act: Deed['act']): Deed => ({ day, time, act });
  const special = [
    deed(0, '11:00', (person) => person.fixAddress(CAST.withoutAddress, FIXED_ADDRESS)),
    deed(1, '10:20', (person) => person.report(CAST.replied, { kind: 'reply' })),
    deed(AWAY.fromDay, '08:40', (person) => person.report(CAST.away, { kind: 'auto_reply', until })),
    deed(2, '14:00', (person) => person.sendEarly(CAST.sentEarly)),
    deed(3, '10:00', (person) => person.cancelNext(CAST.cancelled, 'spoke to them on the phone')),
    deed(3, '10:30', (person) => person.edit(CAST.edited, 'upcoming', { subject: EDITED_SUBJECT, body })),
    deed(4, '13:15', (person) => person.unsubscribe(CAST.unsubscribed)),
    deed(7, '11:00', (person) => person.recordPayments(CAST.paid)),
    deed(9, '09:10', (person) => person.stop(CAST.stopped, 'their owner settled it with ours')),
    deed(14, '10:00', (person) => person.edit(CAST.movedFacts, 'due', { body })),
    deed(14, '11:00', (person) => person.recordPayments(CAST.movedFacts, { part: '100.00' })),
  ];
  const weekdays = Array.from({ length: LAST_DAY + 1 }, (_, day) => day).filter(
    (day) => weekdayOf(addDays(monday, day)) < 6,
  );
  const daily = weekdays.map((day) => deed(day, QUEUE_TIME, (person) => person.workThroughQueue()));
  return [...special, ...daily].sort((a, b) => a.day - b.day || (a.time < b.time ? -1 : 1));
}

/** Lives through the month; ends on the last day, or when nobody is under way any more. */
export async function liveThrough(input: {
  stage: Stage;
  person: Person;
  timeline: Timeline;
  monday: string;
  zone: string;
}): Promise<void> {
  const { stage, person, timeline, monday, zone } = input;
  for (const { day, time, act } of deeds(monday, zone)) {
    await stage.passUntil(instantOf(addDays(monday, day), time, zone));
    await timeline.tell();
    if ((await stage.db.enrollment.count({ where: { isLive: true } })) === 0) return;
    await act(person);
    await stage.settled();
    await timeline.tell();
  }
}
