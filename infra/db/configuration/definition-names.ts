import type { Tx } from '../client.ts';

/** A mailbox, or a number that sms leave from, as something names it. */
export interface NamedMailbox {
  id: string;
  name: string;
}

/** A user, as something names them. */
export interface NamedUser {
  id: string;
  name: string;
  email: string;
  isActive: boolean;
}

/** Every mailbox, retired ones too. */
export function mailboxes(db: Tx): Promise<NamedMailbox[]> {
  return db.mailbox.findMany({ select: { id: true, name: true } });
}

/** Every number that sms leave from, retired ones too. */
export function smsSenders(db: Tx): Promise<NamedMailbox[]> {
  return db.smsSender.findMany({ select: { id: true, name: true } });
}

/** Every user, those who are not active any more too. */
export function users(db: Tx): Promise<NamedUser[]> {
  return db.user.findMany({ select: { id: true, name: true, email: true, isActive: true } });
}

/** Ids of all sequences, of any status, by name. */
export async function sequenceIds(db: Tx): Promise<string[]> {
  const rows = await db.sequence.findMany({ orderBy: { nameKey: 'asc' }, select: { id: true } });
  return rows.map(({ id }) => id);
}

/** Ids of all programs, of any status, by name. */
export async function programIds(db: Tx): Promise<string[]> {
  const rows = await db.program.findMany({ orderBy: { nameKey: 'asc' }, select: { id: true } });
  return rows.map(({ id }) => id);
}
