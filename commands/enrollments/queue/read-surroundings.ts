import type { Viewer } from '../../../contracts/actor.ts';
import type { QueueDetail } from '../../../contracts/enrollments/queue.ts';
import { found } from '../../../contracts/problems.ts';
import { cardValues } from '../../../domain/enrollments/queue-card.ts';
import type { CommandDeps } from '../../deps.ts';
import { readQueueCard } from './save-queue-card.ts';

const DOCUMENTS = 20;
const COMMUNICATIONS = 10;
const NOTES = 10;

/** What stands around a row of the queue (Q7): the card of customer and contact, documents, what was said, notes. Reads only. */
export async function readSurroundings(
  deps: CommandDeps,
  viewer: Viewer,
  { customerId, contactId, today }: { customerId: string; contactId: string | null; today: string },
): Promise<Pick<QueueDetail, 'card' | 'net' | 'documents' | 'communications' | 'notes'>> {
  const { db, store } = deps;
  const [customer, contact, { fields }, documents, thread, notes] = await Promise.all([
    store.customers.find(db, viewer, { customerId, today }),
    contactId === null ? null : store.contacts.find(db, viewer, contactId),
    readQueueCard(deps, viewer),
    store.documents.list(db, viewer, { customerId, limit: DOCUMENTS }),
    store.communications.list(db, viewer, { customerId, order: 'latest', limit: COMMUNICATIONS }),
    store.notes.list(db, viewer, { customerId, limit: NOTES }),
  ]);
  const seen = found(customer, 'queue row');
  const owners = [seen.arOwnerId, seen.salesOwnerId].filter((id) => id !== null);
  const names = await store.users.namesOf(db, owners);
  return {
    card: cardValues(fields, { customer: seen, contact, names }),
    net: seen.balances.net,
    documents: found(documents, 'queue row'),
    communications: found(thread, 'queue row').items,
    notes: found(notes, 'queue row').items,
  };
}
