import { describe, expect, test } from '@jest/globals';
import { zoneSchema } from '../../../contracts/fields.ts';
import { ZONE_NAMES } from '../../../contracts/zone-names.ts';
import { instantOf, isZone, localDateOf, localTimeOf, plusDays } from '../../../domain/time/calendar.ts';
import { printedWallClock } from '../../support/rows/intl-offset.ts';

const DAY_MS = 86_400_000;
const zones = [...ZONE_NAMES].filter((name) => zoneSchema.safeParse(name).success);
const messageOf = (name: unknown) => zoneSchema.safeParse(name).error?.issues.map(({ message }) => message);

describe('C1: the name of a time zone', () => {
  test.each([
    'US/Eastern',
    'GMT',
    'GMT+0',
    'EST5EDT',
    'Brazil/East',
    'Europe/Kiev',
    'Europe/Kyiv',
    'NZ-CHAT',
  ])('is any name of IANA, links included, and kept as given: %s', (name) =>
    expect(zoneSchema.parse(name)).toBe(name),
  );

  test('of all that IANA has, only the placeholder for no zone is refused: Node does not know it', () => {
    expect([...ZONE_NAMES].filter((name) => !zones.includes(name))).toEqual(['Factory']);
    expect(messageOf('Factory')).toEqual(['is a time zone that this server does not know']);
  });

  test.each([
    '',
    '+02:00',
    'UTC+3',
    'GMT+3',
    'Etc/GMT+15',
    'IST',
    'PST',
    'local',
    'posix/UTC',
    'US/Pacific-New',
    'Mars/Base',
    ' UTC',
    'UTC\n',
  ])('is no offset, abbreviation, former name or nonsense: %j', (name) =>
    expect(messageOf(name)).toEqual(['must be an IANA time zone like Europe/Berlin']),
  );

  test.each([
    ['us/eastern', 'US/Eastern'],
    ['utc', 'UTC'],
    ['Asia/KOLKATA', 'Asia/Kolkata'],
    ['America/Port_Of_Spain', 'America/Port_of_Spain'],
  ])('is spelled as IANA spells it, since Temporal refuses other spellings: %s', (name, meant) =>
    expect(messageOf(name)).toEqual([`must be spelled ${meant}, as IANA does`]),
  );
});

describe('C1: every name that is taken', () => {
  test('is reckoned with: each week of a year shows the clock that Intl shows, and leads back', () => {
    expect(zones.length).toBeGreaterThan(590);
    const wrong = zones.filter((zone) => {
      if (!isZone(zone)) return true;
      return Array.from({ length: 53 }, (_, week) => Date.UTC(2026, 0, 1, 12) + week * 7 * DAY_MS).some(
        (instant) => {
          const [date, time] = [localDateOf(instant, zone), localTimeOf(instant, zone)];
          return (
            `${date} ${time}` !== printedWallClock(instant, zone) || instantOf(date, time, zone) !== instant
          );
        },
      );
    });
    expect(wrong).toEqual([]);
  });

  test.each([
    ['US/Eastern', 'America/New_York'],
    ['GB', 'Europe/London'],
    ['NZ', 'Pacific/Auckland'],
  ])('keeps the wall clock over clock changes as its zone does: %s', (link, zone) => {
    const start = Date.UTC(2026, 0, 1, 14, 30);
    for (let days = 0; days <= 366; days += 1) {
      expect([days, plusDays(start, days, link)]).toEqual([days, plusDays(start, days, zone)]);
    }
  });
});
