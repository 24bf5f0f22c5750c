import { expect, test } from '@jest/globals';
import { isBadAddress } from '../../../domain/sending/bad-address.ts';

test.each([
  '550 5.1.1 No such user',
  '550-5.1.1 The email account that you tried to reach does not exist.',
  '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found',
  '550 no such user here',
  '550 Unknown recipient',
  '550 User unknown in virtual mailbox table',
  '550 Requested action not taken: mailbox not found',
])('D3: a permanent answer about the address: %s', (reply) => {
  expect(isBadAddress(550, reply)).toBe(true);
});

test.each([
  [550, '550 5.7.1 Service unavailable; client host blocked'],
  [550, '550 5.2.1 mailbox disabled'],
  [550, '550 5.7.26 unauthenticated sender; user unknown to us'],
  [552, '552 5.2.2 mailbox full'],
  [553, '553 5.7.1 Sender address rejected: not owned by user'],
  [550, '550 Message rejected as spam'],
  [554, '554 no such user'],
])('D3: any other refusal is not: %s %s', (code, reply) => {
  expect(isBadAddress(code, reply)).toBe(false);
});
