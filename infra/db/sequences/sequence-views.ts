import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import { SEQUENCE_PURPOSES, SEQUENCE_STATUSES } from '../../../contracts/sequences/kinds.ts';
import type { ListSequencesQuery, SequenceListItem } from '../../../contracts/sequences/sequence-overview.ts';
import type { Page } from '../../../contracts/paging.ts';
import type { FieldProblem } from '../../../contracts/problems.ts';
import type { Sequence } from '../../../contracts/sequences/sequences.ts';
import { findActivationProblems } from '../../../domain/sequences/activation.ts';
import { type SequenceDefinition, shownStep } from '../../../domain/sequences/definition.ts';
import { nameKeyOf } from '../../../domain/name-key.ts';
import { closedReason, pausingHolds, shownStatus } from '../../../domain/sequences/sequence-rules.ts';
import { findTimingWarnings } from '../../../domain/sequences/timing-warnings.ts';
import { localDateOf } from '../../../domain/time/calendar.ts';
import type { Database, Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { Prisma } from '../generated/client.ts';
import { instantColumn } from '../rows.ts';
import * as sequenceHolds from './sequence-holds.ts';
import * as sequenceNumbers from './sequence-numbers.ts';
import * as sequenceSurroundings from './sequence-surroundings.ts';
import * as sequences from './sequences.ts';
import { isOpen } from '../holds/open.ts';

/** A sequence as the API shows it; null: no such sequence. Drafts come with what keeps them from activation (S7). */
export async function read(
  db: Tx,
  _viewer: Viewer,
  { sequenceId, now, isWriterAvailable }: { sequenceId: string; now: number; isWriterAvailable: boolean },
): Promise<Sequence | null> {
  const definition = await sequences.loadDefinition(db, sequenceId);
  if (!definition) return null;
  const { sequence, branches, steps } = definition;
  const holds = await sequenceHolds.listOpen(db, sequenceId);
  const status = shownStatus(sequence, holds, now);
  const {
    timingEditedAt: _timingEditedAt,
    hasConditions: _hasConditions,
    drainedVersion,
    ...shown
  } = sequence;
  return {
    ...shown,
    status,
    pausedBecause:
      status !== 'paused'
        ? []
        : pausingHolds(holds, now).map(({ kind, reason, startedAt, expiresAt }) => ({
            kind,
            reason,
            since: new Date(startedAt).toISOString(),
            until: isoOrNull(expiresAt),
          })),
    isDrained: drainedVersion >= sequence.planVersion,
    beginAt: isoOrNull(sequence.beginAt),
    endAt: isoOrNull(sequence.endAt),
    activatedAt: isoOrNull(sequence.activatedAt),
    endedAt: isoOrNull(sequence.endedAt),
    archivedAt: isoOrNull(sequence.archivedAt),
    createdAt: new Date(sequence.createdAt).toISOString(),
    updatedAt: new Date(sequence.updatedAt).toISOString(),
    activationProblems:
      status === 'draft' ? await activationProblems(db, definition, { now, isWriterAvailable }) : [],
    warnings:
      closedReason(status) === null ? findTimingWarnings(definition, localDateOf(now, sequence.zone)) : [],
    branches,
    steps: steps.map(shownStep),
  };
}

/** Sequences, newest first, with their numbers for the customers that the viewer may see (S20). Two statements and the numbers'. */
export async function list(
  db: Database,
  viewer: Viewer,
  { now, ...query }: ListSequencesQuery & { now: number },
): Promise<Page<SequenceListItem>> {
  const [before] = decodeCursor(query.cursor, z.tuple([z.string().max(64)])) ?? [null];
  const rows = await db.$queryRaw`
    SELECT * FROM (
      SELECT s.id, s.name, s.name_key, s.purpose, s.is_template AS "isTemplate", s.zone,
        s.primary_user_id AS "primaryUserId", s.created_at AS "createdAt", s.updated_at AS "updatedAt",
        ${shownStatusSql(now)} AS status,
        (SELECT count(*)::int FROM step t WHERE t.sequence_id = s.id AND NOT t.is_archived) AS "stepCount"
      FROM sequence s) s
    WHERE (${before}::text IS NULL OR s.id < ${before}::text)
      AND (${query.status ?? null}::text IS NULL OR s.status = ${query.status ?? null}::text)
      AND (s.status <> 'archived' OR ${query.includeArchived === true || query.status === 'archived'}::boolean)
      AND (${query.search ?? null}::text IS NULL OR strpos(s.name_key, ${nameKeyOf(query.search ?? '')}::text) > 0)
    ORDER BY s.id DESC LIMIT ${query.limit + 1}`;
  const page = pageOf(z.array(rowSchema).parse(rows), query.limit, (row) => [row.id]);
  const numbers = await sequenceNumbers.load(db, viewer, {
    sequenceIds: page.items.map((row) => row.id),
    now,
  });
  return { ...page, items: page.items.map((row) => ({ ...row, ...numbers.of(row.id) })) };
}

/** Status as shown, over the row `s` of `sequence`; the same rule as `shownStatus`. */
function shownStatusSql(now: number): Prisma.Sql {
  return Prisma.sql`
    CASE WHEN s.status = 'active' AND EXISTS (
      SELECT 1 FROM hold h WHERE h.sequence_id = s.id AND h.scope = 'sequence' AND h.kind <> 'switch'
        AND ${isOpen(new Date(now))})
    THEN 'paused' ELSE s.status END`;
}

async function activationProblems(
  db: Tx,
  definition: SequenceDefinition,
  around: { now: number; isWriterAvailable: boolean },
): Promise<FieldProblem[]> {
  const surroundings = await sequenceSurroundings.loadFor(db, definition);
  return findActivationProblems(definition, surroundings, { ...around, senders: null });
}

function isoOrNull(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

const rowSchema = z.object({
  id: z.string(),
  name: z.string(),
  purpose: z.enum(SEQUENCE_PURPOSES),
  status: z.enum(SEQUENCE_STATUSES),
  isTemplate: z.boolean(),
  zone: z.string(),
  primaryUserId: z.string().nullable(),
  stepCount: z.int(),
  createdAt: instantColumn,
  updatedAt: instantColumn,
});
