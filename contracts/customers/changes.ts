import { changesOf, of } from '../changes.ts';

/** What came with a file or a sync says so. */
interface Imported {
  source?: 'import' | 'sync' | 'api';
}

const labelChanges = {
  labelAdded: { data: of<{ labelId: string; bulkChangeId?: string }>() },
  labelRemoved: { data: of<{ labelId: string; bulkChangeId?: string }>() },
};

/** Customers: what they are, whose, on which lists, with which labels (C1, C7). */
export const customerChanges = changesOf('customer', 'itself', {
  created: { event: 'customer.created', isOnce: true, data: of<Imported>() },
  updated: { event: 'customer.updated', data: of<Imported & { fields?: string[] }>() },
  arOwnerSet: {
    event: 'customer.ar_owner_set',
    data: of<{ arOwnerId: string | null; bulkChangeId?: string }>(),
  },
  salesOwnerSet: {
    event: 'customer.sales_owner_set',
    data: of<{ salesOwnerId: string | null; bulkChangeId?: string }>(),
  },
  listJoined: { event: 'customer.list_joined', data: of<{ listId: string; bulkChangeId?: string }>() },
  listLeft: { event: 'customer.list_left', data: of<{ listId: string; bulkChangeId?: string }>() },
  ...labelChanges,
});

/** Contacts (C6). */
export const contactChanges = changesOf('contact', 'customer', {
  created: { event: 'contact.created', isOnce: true, data: of<Imported>() },
  updated: { event: 'contact.updated', data: of<Imported & { fields?: string[] }>() },
  erased: { event: 'contact.erased', isOnce: true, data: of<{ erasureId: string }>() },
});

/** Of an email, the mail that came, or that was found in Sent. */
interface Said {
  kind: string;
  direction: string;
  mailId?: string;
}

/** Calls and mails that happened elsewhere (C8), and sms and mails that came in. */
export const communicationChanges = changesOf('communication', 'customer', {
  received: {
    event: 'communication.received',
    isOnce: true,
    data: of<Said>(),
  },
  logged: { event: 'communication.logged', isOnce: true, data: of<Said>() },
});

/** Notes (C9). */
export const noteChanges = changesOf('note', 'customer', { created: {}, updated: {}, removed: {} });
/** Lists; who joins and leaves is told of the customer. */
export const listChanges = changesOf('list', 'nobody', {
  created: {},
  updated: {},
  archived: {},
  restored: {},
  deleted: {},
});
/** Groups of labels (C7). */
export const labelGroupChanges = changesOf('labelGroup', 'nobody', {
  created: {},
  updated: {},
  archived: {},
  restored: {},
});
/** Labels themselves (C7). */
export const labelDefinitionChanges = changesOf('label', 'nobody', {
  created: {},
  updated: {},
  archived: {},
  restored: {},
});
/** Definitions of custom properties (A3). */
export const propertyChanges = changesOf('property', 'nobody', {
  created: {},
  updated: {},
  archived: {},
  restored: {},
});

/** Labels stand on invoices too. */
export const invoiceLabelChanges = changesOf('invoice', 'customer', labelChanges);
