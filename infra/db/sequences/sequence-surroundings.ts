import type { Surroundings } from '../../../domain/sequences/activation.ts';
import type { SequenceDefinition } from '../../../domain/sequences/definition.ts';
import type { Tx } from '../client.ts';

/** Which of these mailboxes exist and which of them work, and which of these users exist and are active. */
export interface SurroundingsFound extends Surroundings {
  mailboxIds: ReadonlySet<string>;
}

/** Looks mailboxes and users up by id, in two statements. */
export async function load(
  db: Tx,
  input: { mailboxIds: readonly string[]; userIds: readonly string[] },
): Promise<SurroundingsFound> {
  const mailboxes = await db.mailbox.findMany({
    where: { id: { in: [...input.mailboxIds] } },
    select: { id: true, status: true },
  });
  const users = await db.user.findMany({
    where: { id: { in: [...input.userIds] }, isActive: true },
    select: { id: true },
  });
  const working = mailboxes.filter((mailbox) => mailbox.status === 'working');
  return {
    mailboxIds: new Set(mailboxes.map((mailbox) => mailbox.id)),
    workingMailboxIds: new Set(working.map((mailbox) => mailbox.id)),
    activeUserIds: new Set(users.map((user) => user.id)),
  };
}

/** What the activation of a sequence asks about: its mailboxes, its steps' own, and its primary user (S7). */
export async function loadFor(db: Tx, { sequence, steps }: SequenceDefinition): Promise<SurroundingsFound> {
  const mailboxIds = [sequence.mailboxId, ...steps.map((step) => step.mailboxId)].filter((id) => id !== null);
  return load(db, { mailboxIds, userIds: sequence.primaryUserId === null ? [] : [sequence.primaryUserId] });
}
