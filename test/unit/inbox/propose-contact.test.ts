import { expect, test } from '@jest/globals';
import { proposeContact } from '../../../domain/inbox/suggestions/propose-contact.ts';

const of = (address: string, name: string | null, from: string) =>
  proposeContact({ address, name, rawHeaders: `Received: x\r\nFrom:${from}\r\nTo: ar@acme.example\r\n` });

test('I2, I8: whoever answers is proposed with the header that names them, as it stands', () => {
  expect(of('imogen@customer.example', 'Imogen Hart', ' Imogen Hart\r\n <Imogen@Customer.example>')).toEqual({
    kind: 'new_contact',
    quote: 'Imogen Hart <Imogen@Customer.example>',
    data: {
      amount: null,
      day: null,
      invoiceIds: [],
      contactId: null,
      name: 'Imogen Hart',
      email: 'imogen@customer.example',
    },
  });
  const encoded = of('j@x.example', 'Jörg', ' =?utf-8?q?J=C3=B6rg?= <j@x.example>');
  expect(encoded?.quote).toBe('Jörg <j@x.example>');
  expect(of('j@x.example', 'j@x.example', ' "j@x.example" <j@x.example>')?.data.name).toBeNull();
  // A group of ours stands in for them.
  expect(of('j@x.example', null, ' Team <ar@acme.example>')?.quote).toBe('j@x.example');
});

test.each([
  'noreply@customer.example',
  'no-reply+1@customer.example',
  'ticket-noreply@customer.example',
  'donotreply@customer.example',
  'mailer-daemon@customer.example',
  'postmaster@customer.example',
  'not an address',
  '',
])('I8: nobody is proposed at %s', (address) => {
  expect(of(address, null, ` ${address}`)).toBeNull();
});
