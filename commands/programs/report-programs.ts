import type { Viewer } from '../../contracts/actor.ts';
import { found } from '../../contracts/problems.ts';
import type { ProgramReport, ProgramReportQuery } from '../../contracts/programs/program-reports.ts';
import { addDays, localDateOf, startOfDay } from '../../domain/time/calendar.ts';
import type { OrganisationDays } from '../../infra/db/programs/program-reports.ts';
import type { CommandDeps } from '../deps.ts';

/**
 * What became of the messages of one program (null: of all), and the money that followed (P16). Five statements, however
 * many messages. Days are the organisation's.
 *
 * @throws ProblemError `not_found` when there is no such program
 */
export async function reportPrograms(
  { db, store }: CommandDeps,
  viewer: Viewer,
  { programId, from, to, ...query }: ProgramReportQuery & { programId: string | null },
): Promise<ProgramReport> {
  if (programId !== null) found(await store.programs.read(db, programId), 'program');
  const scope = { programId, from, to };
  const [{ zone }, span] = await Promise.all([
    store.organisation.get(db, viewer),
    store.programReports.readSentSpan(db, viewer, scope),
  ]);
  const calendar = span ? daysBetween(span, zone) : { days: [], starts: [] };
  const [page, totals] = await Promise.all([
    store.programReports.page(db, viewer, { ...query, scope, calendar }),
    store.programReports.totals(db, viewer, { scope, calendar }),
  ]);
  return { ...page, totals };
}

function daysBetween({ first, last }: { first: number; last: number }, zone: string): OrganisationDays {
  const end = localDateOf(last, zone);
  const days = [localDateOf(first, zone)];
  for (let day = days[0]!; day < end; days.push(day)) day = addDays(day, 1);
  return { days, starts: days.map((day) => startOfDay(day, zone)) };
}
