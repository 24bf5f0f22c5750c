import { z } from 'zod';
import type { Viewer } from '../../../../contracts/actor.ts';
import { MAILBOX_STATUSES } from '../../../../contracts/sending/kinds.ts';
import type { Page } from '../../../../contracts/paging.ts';
import type { ListProgramsQuery, Program, ProgramListItem } from '../../../../contracts/programs/programs.ts';
import { latestSendTimeOf } from '../../../../domain/programs/program-hours.ts';
import type { StoredProgram } from '../../../../domain/programs/definition.ts';
import { reasonsOfSilence } from '../../../../domain/programs/silence.ts';
import { shownTouchpoint } from '../../../../domain/programs/touchpoint-rules.ts';
import { nameKeyOf } from '../../../../domain/name-key.ts';
import type { Tx } from '../../client.ts';
import { decodeCursor, pageOf } from '../../cursor.ts';
import type { Prisma } from '../../generated/client.ts';
import * as programRuns from './program-runs.ts';
import * as programs from '../programs.ts';
import * as touchpoints from '../touchpoints.ts';
import { plainPattern } from '../../like.ts';

/** Runs to come that a program shows. */
const NEXT_RUNS = 5;

/** A program as the API shows it; null: no such program. */
export async function read(
  db: Tx,
  _viewer: Viewer,
  { programId, now }: { programId: string; now: number },
): Promise<Program | null> {
  const program = await programs.read(db, programId);
  if (!program) return null;
  const active = await touchpoints.listActiveOf(db, programId);
  const mailbox = await readMailbox(db, program);
  const { status } = program;
  const next = { program, after: now, count: NEXT_RUNS };
  const runs = status === 'active' ? await programRuns.findNext(db, next) : [];
  return {
    ...shown(program),
    mailbox,
    silentBecause: reasonsOfSilence({
      status,
      mailbox,
      touchpointCount: active.length,
      runCount: runs.length,
      switches: await listSwitches(db, { programId, mailboxId: mailbox?.id ?? null }),
    }),
    nextRuns: runs.map(({ at, ...run }) => ({ ...run, at: new Date(at).toISOString() })),
    touchpoints: active.map(shownTouchpoint),
  };
}

/** Programs, newest first; archived ones only when asked for. */
export async function list(
  db: Tx,
  _viewer: Viewer,
  query: ListProgramsQuery,
): Promise<Page<ProgramListItem>> {
  const [before] = decodeCursor(query.cursor, z.tuple([z.string().max(64)])) ?? [null];
  const isArchivedShown = query.includeArchived === true || query.status === 'archived';
  const where: Prisma.ProgramWhereInput = {
    ...(before !== null && { id: { lt: before } }),
    status: query.status ?? (isArchivedShown ? undefined : { not: 'archived' }),
    ...(query.search !== undefined && { nameKey: { contains: plainPattern(nameKeyOf(query.search)) } }),
  };
  const rows = await db.program.findMany({
    where,
    orderBy: { id: 'desc' },
    take: query.limit + 1,
    include: { _count: { select: { touchpoints: { where: { archivedAt: null } } } } },
  });
  const expected = await db.programRun.findMany({
    where: { programId: { in: rows.map((row) => row.id) }, status: 'expected' },
    select: { programId: true, nominalAt: true },
  });
  const nextRunAt = new Map(expected.map((run) => [run.programId, run.nominalAt.toISOString()]));
  const items = rows.map(({ _count, ...row }) => ({
    ...shown(programs.storedProgramOf(row)),
    touchpointCount: _count.touchpoints,
    nextRunAt: nextRunAt.get(row.id) ?? null,
  }));
  return pageOf(items, query.limit, (item) => [item.id]);
}

function shown(program: StoredProgram) {
  const { scheduledFrom: _from, shownScheduleVersion: _shown, currentRunId: _run, ...rest } = program;
  return {
    ...rest,
    latestSendTime: latestSendTimeOf(program),
    isPlanned: program.plannedVersion >= program.planVersion,
    createdAt: new Date(program.createdAt).toISOString(),
    updatedAt: new Date(program.updatedAt).toISOString(),
    archivedAt: program.archivedAt === null ? null : new Date(program.archivedAt).toISOString(),
  };
}

async function readMailbox(db: Tx, program: StoredProgram): Promise<Program['mailbox']> {
  const mailboxId = await programs.mailboxIdOf(db, program);
  const row = mailboxId === null ? null : await db.mailbox.findUnique({ where: { id: mailboxId } });
  if (!row || row.retiredAt !== null) return null;
  const { id, name, fromAddress } = row;
  const status = z.enum(MAILBOX_STATUSES).parse(row.status);
  return { id, name, fromAddress, status, isDefault: program.mailboxId === null };
}

/** The emergency switches that stop a program's mail (D9), the widest first. */
async function listSwitches(
  db: Tx,
  { programId, mailboxId }: { programId: string; mailboxId: string | null },
): Promise<{ reason: string | null }[]> {
  return db.hold.findMany({
    where: {
      kind: 'switch',
      endedAt: null,
      OR: [
        { scope: 'all' },
        { scope: 'program', programId },
        ...(mailboxId === null ? [] : [{ scope: 'mailbox', mailboxId }]),
      ],
    },
    orderBy: [{ scope: 'asc' }, { startedAt: 'asc' }],
    select: { reason: true },
  });
}
