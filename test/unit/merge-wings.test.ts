import { describe, expect, it } from '@jest/globals';
import { mergeWings, type Clashes } from '../../infra/db/merge-wings.ts';
import type { store } from '../../infra/db/store.ts';

const customers = { contacts: 'of customers', lists: 'of customers' };
const receivables = { invoices: 'of receivables' };
const inbox = { contacts: 'of the inbox', mails: 'of the inbox' };

describe('wings laid side by side', () => {
  it('show every member under its own name', () => {
    const merged = mergeWings({ customers, receivables });
    expect([merged.contacts, merged.invoices]).toEqual(['of customers', 'of receivables']);
    expect(Object.keys(merged)).toEqual(['contacts', 'lists', 'invoices']);
  });

  it('have the types of their members, and no others', () => {
    const merged = mergeWings({ customers, receivables });
    // @ts-expect-error -- nobody brings it
    expect(merged.mails).toBeUndefined();
    const contacts: typeof store.contacts.find | null = null;
    expect(contacts).toBeNull();
  });

  it('do not compile when two share a name, and say which', () => {
    const clash: Clashes<{ customers: typeof customers; inbox: typeof inbox }> = 'contacts';
    // @ts-expect-error -- both bring contacts
    expect(mergeWings({ customers, inbox })[clash]).toBe('of the inbox');
  });
});
