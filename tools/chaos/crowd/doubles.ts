import type { ChaosRig } from '../rig.ts';

/** What calls left in the rows: more than one of anything is a call that was carried out twice. */
export interface Doubles {
  /** Enrollments beyond the first of a customer, and beyond the first change that says so. */
  enrolledTwice: number;
  /** Stops beyond the first of an enrollment, in the audit log and in the thread of its customer. */
  stoppedTwice: number;
  /** Notes beyond the first of those words. */
  notedTwice: number;
  /** The same of calls that changed their key at each try, as no client should: it shows that the others prove something. */
  controlTwice: number;
}

/** What notes say; the words of controls are known by how they begin. */
export const NOTE = 'note';
export const CONTROL = 'control';

/** Counts what was done twice. */
export async function countDoubles({ db }: ChaosRig): Promise<Doubles> {
  const [row] = await db.$queryRaw<[Doubles]>`
    SELECT
      ((SELECT count(*) - count(DISTINCT customer_id) FROM enrollment)
        + (SELECT count(*) - count(DISTINCT entity_id) FROM change WHERE entity = 'enrollment' AND kind = 'enrolled'))::int
        AS "enrolledTwice",
      ((SELECT count(*) - count(DISTINCT entity_id) FROM audit WHERE action = 'enrollment.stopped')
        + (SELECT count(*) - count(DISTINCT customer_id) FROM communication WHERE data->>'event' = 'stopped'))::int
        AS "stoppedTwice",
      (SELECT count(*) - count(DISTINCT content) FROM note WHERE content LIKE ${`${NOTE} %`})::int AS "notedTwice",
      (SELECT count(*) - count(DISTINCT content) FROM note WHERE content LIKE ${`${CONTROL} %`})::int AS "controlTwice"`;
  return row;
}
