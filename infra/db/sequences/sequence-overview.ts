import type { Viewer } from '../../../contracts/actor.ts';
import { MAILBOX_STATUSES, type MailboxStatus } from '../../../contracts/sending/kinds.ts';
import type { SequenceOverview } from '../../../contracts/sequences/sequence-overview.ts';
import type { SequenceDefinition } from '../../../domain/sequences/definition.ts';
import { shownStatus } from '../../../domain/sequences/sequence-rules.ts';
import type { Database, Tx } from '../client.ts';
import * as mailboxes from '../sending/mailboxes.ts';
import * as sequenceHolds from './sequence-holds.ts';
import * as sequenceNumbers from './sequence-numbers.ts';
import * as sequences from './sequences.ts';

/** One sequence at a glance, with numbers over the customers the viewer may see (S20); null: no such sequence. */
export async function read(
  db: Database,
  viewer: Viewer,
  { sequenceId, now }: { sequenceId: string; now: number },
): Promise<SequenceOverview | null> {
  const definition = await sequences.loadDefinition(db, sequenceId);
  if (!definition) return null;
  const { sequence, branches, steps } = definition;
  const holds = await sequenceHolds.listOpen(db, sequenceId);
  const numbers = await sequenceNumbers.load(db, viewer, { sequenceIds: [sequenceId], now });
  const mailOf = await sequenceNumbers.loadMailBySteps(db, viewer, sequenceId);
  return {
    id: sequence.id,
    name: sequence.name,
    status: shownStatus(sequence, holds, now),
    list: sequence.listId === null ? null : await readList(db, sequence.listId),
    ...numbers.of(sequenceId),
    mailboxes: await listMailboxes(db, definition),
    branches,
    steps: steps.map(({ id, branchId, position, type, label, timing, conditions, fallback }) => ({
      id,
      branchId,
      position,
      type,
      label,
      timing,
      conditions,
      fallback,
      mail: type === 'email' ? mailOf(id) : null,
    })),
  };
}

function readList(db: Tx, id: string): Promise<SequenceOverview['list']> {
  return db.list.findUnique({ where: { id }, select: { id: true, name: true } });
}

async function listMailboxes(db: Tx, { sequence, steps }: SequenceDefinition) {
  const named = new Set([sequence.mailboxId, ...steps.map((step) => step.mailboxId)]);
  const ids: string[] = [];
  for (const mailboxId of named)
    ids.push(...[await mailboxes.heirOf(db, mailboxId)].filter((id) => id !== null));
  const rows = await db.mailbox.findMany({
    where: { id: { in: ids } },
    orderBy: [{ nameKey: 'asc' }],
    select: { id: true, name: true, fromAddress: true, status: true },
  });
  return rows.map(({ status, ...row }) => ({ ...row, status: statusOf(status) }));
}

function statusOf(status: string): MailboxStatus {
  return MAILBOX_STATUSES.find((known) => known === status) ?? 'unverified';
}
