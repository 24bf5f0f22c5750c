const MINUTE_MS = 60_000;

/** By how much the clock of a zone is ahead of UTC at an instant. */
function offsetMs(zone: string, at: number): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(at);
  const of = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0);
  const shown = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'));
  return shown - Math.floor(at / MINUTE_MS) * MINUTE_MS;
}

/** The instant at which the clock of a zone shows a day and a time; one that it leaves out is the later one. */
export function instantIn(zone: string, { day, time }: { day: string; time: string }): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const wanted = Date.UTC(year, month - 1, date, hour, minute);
  const near = wanted - offsetMs(zone, wanted);
  return new Date(wanted - offsetMs(zone, near)).toISOString();
}
