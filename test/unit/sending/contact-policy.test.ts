import { describe, expect, it } from '@jest/globals';
import type { ContactPolicy } from '../../../contracts/access/contact-policy.ts';
import { deferralOf, type RecentContacts } from '../../../domain/sending/contact-policy.ts';

const NOON = Date.parse('2026-03-02T12:00:00Z');
const HOUR = 3_600_000;
const OFF: ContactPolicy = { hoursBetween: 0, perDay: null, perDomainPerDay: null, perRun: 5 };

/** Until when a message at noon waits. */
function waits(
  policy: Partial<ContactPolicy>,
  recent: RecentContacts['recent'],
  change: { runId?: string; zone?: string; domains?: RecentContacts['domains']; at?: number } = {},
): string | null {
  const { runId = null, zone = 'UTC', domains = [], at = NOON } = change;
  const facts = { policy: { ...OFF, ...policy }, recent, domains };
  const deferral = deferralOf(facts, { runId, to: ['Pat@Customer.example'], at }, zone);
  return deferral && new Date(deferral.until).toISOString();
}

const at = (hours: number, runId: string | null = null) => ({ at: NOON + hours * HOUR, runId });

describe('the contact policy', () => {
  it('D6: so many hours lie between two contacts', () => {
    expect(waits({ hoursBetween: 24 }, [at(-23)])).toBe('2026-03-02T13:00:00.000Z');
    expect(waits({ hoursBetween: 24 }, [at(-30), at(-2), at(-9)])).toBe('2026-03-03T10:00:00.000Z');
    expect(waits({ hoursBetween: 24 }, [at(-24)])).toBeNull();
    expect(waits({ hoursBetween: 24 }, [])).toBeNull();
  });

  it('D6: so many contacts are made a day, in the zone of the organisation', () => {
    const two = [at(-11), at(-3)];
    expect(waits({ perDay: 2 }, two)).toBe('2026-03-03T00:00:00.000Z');
    expect(waits({ perDay: 3 }, two)).toBeNull();
    // 01:00 UTC is the day before in New York, and its day ends at 05:00 UTC.
    expect(waits({ perDay: 2 }, two, { zone: 'America/New_York' })).toBeNull();
    expect(waits({ perDay: 1 }, two, { zone: 'America/New_York' })).toBe('2026-03-03T05:00:00.000Z');
  });

  it('D6: messages of one run are one contact and never defer each other', () => {
    const ofRun = [at(-1, 'run'), at(-1, 'run'), at(-1, 'run')];
    expect(waits({ hoursBetween: 24, perDay: 1 }, ofRun, { runId: 'run' })).toBeNull();
    expect(waits({ perDay: 2 }, ofRun)).toBeNull();
    expect(waits({ perDay: 1 }, ofRun)).toBe('2026-03-03T00:00:00.000Z');
    expect(waits({ hoursBetween: 24 }, ofRun, { runId: 'another' })).toBe('2026-03-03T11:00:00.000Z');
  });

  it('D6: so many messages go to one domain a day', () => {
    const domains = [{ domain: 'customer.example', day: '2026-03-02', used: 3 }];
    expect(waits({ perDomainPerDay: 3 }, [], { domains })).toBe('2026-03-03T00:00:00.000Z');
    expect(waits({ perDomainPerDay: 4 }, [], { domains })).toBeNull();
    expect(waits({ perDomainPerDay: 3 }, [], { domains, at: NOON + 12 * HOUR })).toBeNull();
  });

  it('D6: the last of what defers it counts, and a policy that is off defers nothing', () => {
    expect(waits({ hoursBetween: 4, perDay: 1 }, [at(-1)])).toBe('2026-03-03T00:00:00.000Z');
    expect(waits({ hoursBetween: 48, perDay: 1 }, [at(-1)])).toBe('2026-03-04T11:00:00.000Z');
    expect(waits({}, [at(-1), at(-1), at(-1)])).toBeNull();
  });
});
