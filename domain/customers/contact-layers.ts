import type { Contact, ContactValues } from '../../contracts/customers/contacts.ts';

/** Members of a contact that a sync brings and an edit overrides (C6). */
const LAYERED = [
  'name',
  'email',
  'phone',
  'title',
  'department',
  'type',
] as const satisfies (keyof ContactValues)[];

/**
 * Overrides of a contact after an edit: only those of a synced contact are kept apart, and one that equals the synced
 * value is none. Null for a contact that no sync knows.
 */
export function overridesAfter(
  contact: Pick<Contact, 'synced' | 'overrides'>,
  edit: Partial<ContactValues>,
): Contact['overrides'] {
  if (contact.synced === null) return null;
  const overrides: Record<string, unknown> = { ...contact.overrides };
  for (const member of LAYERED) {
    const value = edit[member];
    if (value === undefined) continue;
    if (value === (contact.synced[member] ?? null)) delete overrides[member];
    else overrides[member] = value;
  }
  return Object.keys(overrides).length === 0 ? null : overrides;
}
