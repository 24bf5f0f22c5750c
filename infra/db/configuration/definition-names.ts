import type { Tx } from '../client.ts';

/** Something that is known by a name. */
export interface NamedThing {
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
export function mailboxes(db: Tx): Promise<NamedThing[]> {
  return db.mailbox.findMany({ select: { id: true, name: true } });
}

/** Every number that sms leave from, retired ones too. */
export function smsSenders(db: Tx): Promise<NamedThing[]> {
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

/** Every sequence, of any status. */
export function sequences(db: Tx): Promise<NamedThing[]> {
  return db.sequence.findMany({ select: { id: true, name: true } });
}

/** Every program, of any status. */
export function programs(db: Tx): Promise<NamedThing[]> {
  return db.program.findMany({ select: { id: true, name: true } });
}

/** Every visibility group. */
export function visibilityGroups(db: Tx): Promise<NamedThing[]> {
  return db.visibilityGroup.findMany({ select: { id: true, name: true } });
}

/** Every webhook by its description, or by its id where it has none, or one that others have too. */
export async function webhooks(db: Tx): Promise<NamedThing[]> {
  const rows = await db.webhook.findMany({ select: { id: true, description: true }, orderBy: { id: 'asc' } });
  const isSaidTwice = (text: string) => rows.filter(({ description }) => description === text).length > 1;
  return rows.map(({ id, description }) => ({
    id,
    name: description === null || isSaidTwice(description) ? id : description,
  }));
}
