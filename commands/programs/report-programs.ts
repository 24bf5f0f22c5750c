import type { Viewer } from '../../contracts/actor.ts';
import { found } from '../../contracts/problems.ts';
import type { ProgramReport, ProgramReportQuery } from '../../contracts/programs/program-reports.ts';
import { localDaysOf } from '../../domain/time/local-days.ts';
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
  const calendar = localDaysOf(span, zone);
  const [page, totals] = await Promise.all([
    store.programReports.page(db, viewer, { ...query, scope, calendar }),
    store.programReports.totals(db, viewer, { scope, calendar }),
  ]);
  return { ...page, totals };
}
