import { beforeAll, describe, expect, test } from '@jest/globals';
import type { ChangeKind } from '../../contracts/changes.ts';
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
