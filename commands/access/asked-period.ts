import type { Viewer } from '../../contracts/actor.ts';
import { localDateOf } from '../../domain/time/calendar.ts';
import { periodOf, type ReportPeriod } from '../../domain/time/report-periods.ts';
import type { CommandDeps } from '../deps.ts';

/** The moment of a call (`now` in epoch milliseconds) with the organisation's day and zone, and the period it asks for. */
export async function askedPeriod(
  { db, store, now: clock }: CommandDeps,
  viewer: Viewer,
  asked: { from?: string | undefined; to?: string | undefined },
): Promise<{ moment: { now: number; today: string }; zone: string; period: ReportPeriod }> {
  const now = await clock();
  const zone = viewer.zone ?? (await store.organisation.readZone(db));
  const today = localDateOf(now, zone);
  return { moment: { now, today }, zone, period: periodOf(asked, today) };
}
