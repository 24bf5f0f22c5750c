import { describe, expect, test } from '@jest/globals';
import { chooseContact } from '../../../domain/sending/recipients.ts';
import { contact, prepare } from '../../support/rows/prepared-messages.ts';

describe('whom a message goes to', () => {
  const manager = contact('manager', { type: 'ap_manager' });
  const cfo = contact('cfo', { type: 'cfo' });
  const primary = contact('primary', { isPrimary: true });
  const other = contact('other', { type: 'other' });

  test('S3: by default the primary contact, then the AP manager, then anybody with an address', () => {
    expect(chooseContact([other, manager, primary], [], null)).toBe(primary);
    expect(chooseContact([other, manager, { ...primary, email: null }], [], null)).toBe(manager);
    expect(chooseContact([other, { ...manager, email: null }], [], null)).toBe(other);
    expect(chooseContact([{ ...other, email: null }], [], null)).toBeNull();
    expect(chooseContact([], [], null)).toBeNull();
  });

  test('S3: the contact types of a step in their order, the first with an address', () => {
    expect(chooseContact([manager, cfo, primary], ['cfo', 'ap_manager'], null)).toBe(cfo);
    expect(chooseContact([manager, { ...cfo, email: null }, primary], ['cfo', 'ap_manager'], null)).toBe(
      manager,
    );
    const second = contact('second', { type: 'cfo' });
    expect(chooseContact([{ ...cfo, email: null }, second], ['cfo'], null)).toBe(second);
  });

  test('S3: a step that names contact types goes to nobody else', () => {
    expect(chooseContact([manager, primary], ['controller'], null)).toBeNull();
    expect(prepare({}, { contactTypes: ['controller'] })).toMatchObject({
      kind: 'error',
      code: 'no_recipient',
    });
  });

  test('C6: the primary mark and the type primary contact both make a primary contact', () => {
    expect(chooseContact([manager, primary], ['primary_contact'], null)).toBe(primary);
    const typed = contact('typed', { type: 'primary_contact' });
    expect(chooseContact([manager, typed], ['primary_contact'], null)).toBe(typed);
  });

  test('S3: the contact an enrollment names comes before all, unless it is gone', () => {
    expect(chooseContact([manager, primary], ['cfo'], 'manager')).toBe(manager);
    expect(chooseContact([manager, primary], [], 'gone')).toBe(primary);
    const nameless = [contact('jane', { email: null, isPrimary: true }), manager];
    expect(prepare({ contacts: nameless }, { enrollment: { contactId: 'jane' } })).toMatchObject({
      kind: 'error',
      code: 'no_recipient',
    });
  });
});
