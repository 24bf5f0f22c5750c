import { describe, expect, test } from '@jest/globals';
import { chooseContact, type SendContact } from '../../../domain/sending/recipients.ts';
import type { ContactType } from '../../../contracts/customers/kinds.ts';
import { contact, content, ledger, pinned, prepare } from '../../support/rows/prepared-messages.ts';

interface Choosing {
  types?: ContactType[];
  named?: string;
  suppressed?: SendContact[];
}

const choose = (contacts: SendContact[], { types = [], named, suppressed = [] }: Choosing = {}) =>
  chooseContact({
    contacts,
    contactTypes: types,
    contactId: named ?? null,
    suppressed: suppressed.map(({ email }) => email!),
  });
const chosen = (contacts: SendContact[], choosing?: Choosing) => choose(contacts, choosing).contact;

const manager = contact('manager', { type: 'ap_manager' });
const cfo = contact('cfo', { type: 'cfo' });
const primary = contact('primary', { isPrimary: true });
const other = contact('other', { type: 'other' });

describe('whom a message goes to', () => {
  test('S3: by default the primary contact, then the AP manager, then anybody with an address', () => {
    expect(chosen([other, manager, primary])).toBe(primary);
    expect(chosen([other, manager, { ...primary, email: null }])).toBe(manager);
    expect(chosen([other, { ...manager, email: null }])).toBe(other);
    expect(chosen([{ ...other, email: null }])).toBeNull();
    expect(chosen([])).toBeNull();
  });

  test('S3: the contact types of a step in their order, the first with an address', () => {
    const types: ContactType[] = ['cfo', 'ap_manager'];
    expect(chosen([manager, cfo, primary], { types })).toBe(cfo);
    expect(chosen([manager, { ...cfo, email: null }, primary], { types })).toBe(manager);
    const second = contact('second', { type: 'cfo' });
    expect(chosen([{ ...cfo, email: null }, second], { types: ['cfo'] })).toBe(second);
  });

  test('S3: a step that names contact types goes to nobody else', () => {
    expect(chosen([manager, primary], { types: ['controller'] })).toBeNull();
    expect(prepare({}, { contactTypes: ['controller'] })).toMatchObject({
      kind: 'error',
      code: 'no_recipient',
    });
  });

  test('C6: the primary mark and the type primary contact both make a primary contact', () => {
    expect(chosen([manager, primary], { types: ['primary_contact'] })).toBe(primary);
    const typed = contact('typed', { type: 'primary_contact' });
    expect(chosen([manager, typed], { types: ['primary_contact'] })).toBe(typed);
  });

  test('S3: the contact an enrollment names comes before all, unless it is gone', () => {
    expect(chosen([manager, primary], { types: ['cfo'], named: 'manager' })).toBe(manager);
    expect(chosen([manager, primary], { named: 'gone' })).toBe(primary);
  });

  test('Q4: a named contact without an address is an error, also where others have one', () => {
    const nameless = [contact('jane', { email: null, isPrimary: true }), manager];
    expect(prepare({ contacts: nameless }, { enrollment: { contactId: 'jane' } })).toMatchObject({
      kind: 'error',
      code: 'no_recipient',
    });
  });
});

describe('the next usable contact', () => {
  test('S3: one that is suppressed is passed over for the next, down the whole order', () => {
    const all = [other, manager, primary];
    expect(choose(all, { suppressed: [primary] })).toEqual({
      contact: manager,
      passedOver: [{ contact: primary, address: primary.email, reason: 'suppressed' }],
    });
    expect(chosen(all, { suppressed: [primary, manager] })).toBe(other);
    expect(choose(all, { suppressed: all }).passedOver.map(({ contact: each }) => each)).toEqual([
      primary,
      manager,
      other,
    ]);
  });

  test('S3: of several contacts of one type the next of that type comes before the next type', () => {
    const second = contact('second', { type: 'cfo' });
    const types: ContactType[] = ['cfo', 'ap_manager'];
    expect(chosen([manager, cfo, second], { types, suppressed: [cfo] })).toBe(second);
    expect(chosen([manager, cfo, second], { types, suppressed: [cfo, second] })).toBe(manager);
    expect(chosen([primary, cfo], { types: ['cfo'], suppressed: [cfo] })).toBeNull();
  });

  test('S3, S16: a named contact that is suppressed gives way to the one whose turn it is', () => {
    expect(chosen([primary, cfo], { named: 'cfo', suppressed: [cfo] })).toBe(primary);
    expect(chosen([primary, cfo, manager], { named: 'cfo', types: ['ap_manager'], suppressed: [cfo] })).toBe(
      manager,
    );
  });

  test('S3: an address that is none is not usable either', () => {
    const broken = contact('broken', { isPrimary: true, email: 'no address' });
    expect(choose([broken, manager])).toEqual({
      contact: manager,
      passedOver: [{ contact: broken, address: 'no address', reason: 'invalid_address' }],
    });
  });

  test('S3: two contacts with one address are both out when it is suppressed', () => {
    const twin = contact('twin', { email: primary.email!.toUpperCase() });
    expect(chosen([primary, twin, other], { suppressed: [primary] })).toBe(other);
  });

  test('S3: the record says who was passed over, and whose message it is now', () => {
    const contacts = [
      contact('first', { isPrimary: true, name: 'First' }),
      contact('second', { name: 'Second' }),
    ];
    const suppressed = ['first@buyer.example'];
    const copies = content({ cc: ['first@buyer.example', 'boss@buyer.example'] });
    const prepared = prepare({ ...copies, contacts, suppressed });
    expect(prepared).toMatchObject({
      kind: 'message',
      message: {
        contactId: 'second',
        recipients: [
          { kind: 'to', address: 'second@buyer.example' },
          { kind: 'cc', address: 'boss@buyer.example' },
        ],
        leftOut: [
          { kind: 'to', address: 'first@buyer.example', contactId: 'first', reason: 'suppressed' },
          { kind: 'cc', address: 'first@buyer.example', contactId: 'first', reason: 'suppressed' },
        ],
      },
    });
    if (prepared.kind === 'message') expect(prepared.message.text).toContain('Dear Second');
  });

  test('S3, Q2: of recipients named by a person the first usable one is the main one, and it is theirs', () => {
    const contacts = [contact('jane', { isPrimary: true, name: 'Jane' }), contact('joe', { name: 'Joe' })];
    const edited = pinned({ to: ['jane@buyer.example', 'joe@buyer.example', 'new@buyer.example'] });
    expect(prepare({ ...edited, contacts, suppressed: ['jane@buyer.example'] })).toMatchObject({
      message: {
        contactId: 'joe',
        leftOut: [{ kind: 'to', address: 'jane@buyer.example', contactId: 'jane', reason: 'suppressed' }],
      },
    });
    const both = ['jane@buyer.example', 'joe@buyer.example'];
    expect(prepare({ ...edited, contacts, suppressed: both })).toMatchObject({
      message: { contactId: null },
    });
  });

  test('D2: none is left after a refusal: the error says it in the words of the server', () => {
    const tried = ledger([{ n: 1, kind: 'to', address: 'jane@buyer.example', status: 'refused' }]);
    const message = { ...tried.message!, refusal: '550 5.1.1 No such user' };
    expect(prepare({ message, suppressed: ['jane@buyer.example'] })).toEqual({
      kind: 'error',
      code: 'all_suppressed',
      detail: '550 5.1.1 No such user The only address it may go to is suppressed.',
    });
  });
});
