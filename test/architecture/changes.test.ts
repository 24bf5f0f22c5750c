import { beforeAll, describe, expect, test } from '@jest/globals';
import type { ChangeKind } from '../../contracts/changes.ts';
import { EVENT_CHANGES, WEBHOOK_EVENTS } from '../../contracts/webhooks/events.ts';
import {
  complaintAboutAudit,
  complaintAboutChange,
  readCatalogue,
  type ChangeRow,
} from '../support/rules/change-rules.ts';

let catalogue: ChangeKind[];
beforeAll(async () => {
  catalogue = await readCatalogue();
});
const repeated = (names: string[]) => names.filter((name, index) => names.indexOf(name) !== index);

describe('the catalogue of changes', () => {
  test('lists each kind of change of a thing once, whichever wing writes it', () => {
    expect(catalogue.length).toBeGreaterThan(80);
    expect(repeated(catalogue.map(({ entity, kind }) => `${entity}.${kind}`))).toEqual([]);
  });

  test('says the same of all changes of a thing: whether it belongs to a customer', () => {
    const pairs = new Set(catalogue.map(({ entity, belongs }) => `${entity} ${belongs}`));
    expect(repeated([...pairs].map((pair) => pair.split(' ')[0]!))).toEqual([]);
  });

  test('names each event once, and webhooks tell all of them', () => {
    const events = catalogue.flatMap(({ event }) => event ?? []);
    expect(repeated(events)).toEqual([]);
    expect(EVENT_CHANGES.map(({ event }) => event).sort()).toEqual([...events].sort());
  });

  test('O5: keeps the events that webhooks ask for', () => {
    expect([...WEBHOOK_EVENTS].sort()).toEqual([
      'communication.logged',
      'contact.created',
      'contact.updated',
      'customer.created',
      'customer.updated',
      'enrollment.completed',
      'enrollment.enrolled',
      'enrollment.stopped',
      'invoice.created',
      'invoice.credited',
      'invoice.disputed',
      'invoice.overdue',
      'invoice.undisputed',
      'invoice.updated',
      'invoice.voided',
      'mailbox.reinstated',
      'mailbox.retired',
      'message.sent',
      'payment.recorded',
      'promise.broken',
      'promise.kept',
      'promise.made',
    ]);
  });
});

describe('a row of the feed, as every test that writes to a database has them looked at', () => {
  const paid: ChangeRow = {
    entity: 'payment',
    entityId: 'pay_1',
    kind: 'recorded',
    customerId: 'cus_1',
    origin: 'api',
  };
  const joined = { ...paid, entity: 'customer', entityId: 'cus_1', kind: 'listJoined' };
  const created = { ...paid, entity: 'user', entityId: 'usr_1', kind: 'created', customerId: null };

  test.each([paid, joined, created])('passes: $entity.$kind', (row) => {
    expect(complaintAboutChange(catalogue, row)).toBeNull();
  });

  test.each<[string, ChangeRow]>([
    ['no such kind', { ...paid, kind: 'lost' }],
    ['unknown origin', { ...paid, origin: 'elsewhere' }],
    ['customer is missing', { ...paid, customerId: null }],
    ['customer is cus_2', { ...joined, customerId: 'cus_2' }],
    ['belongs to no customer', { ...created, customerId: 'cus_1' }],
  ])('is refused: %s', (why, row) => {
    expect(complaintAboutChange(catalogue, row)).toContain(why);
  });
});

describe('U3: an entry of the audit log, as every test that writes to a database has them looked at', () => {
  const entryOf = (kind: ChangeKind, customerId: string | null) => ({
    action: `${kind.entity}.${kind.kind}`,
    entity: kind.entity,
    entityId: kind.belongs === 'itself' ? 'cus_1' : 'x_1',
    customerId,
  });

  test('names the customer of every thing that the catalogue says belongs to one', () => {
    const ofCustomers = catalogue.filter(({ belongs }) => belongs === 'customer' || belongs === 'itself');
    expect(ofCustomers.length).toBeGreaterThan(50);
    for (const kind of ofCustomers) {
      expect(complaintAboutAudit(catalogue, entryOf(kind, null))).toContain('missing');
      expect(complaintAboutAudit(catalogue, entryOf(kind, 'cus_1'))).toBeNull();
    }
  });

  test('names none for what belongs to the organisation, and is free where no catalogue speaks of it', () => {
    for (const kind of catalogue.filter(({ belongs }) => belongs === 'nobody')) {
      expect(complaintAboutAudit(catalogue, entryOf(kind, 'cus_1'))).toContain('belongs to no customer');
    }
    const other = { action: 'sync.customers', entity: 'sync', entityId: 'customers', customerId: null };
    expect(complaintAboutAudit(catalogue, other)).toBeNull();
  });
});
