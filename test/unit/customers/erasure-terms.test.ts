import { expect, test } from '@jest/globals';
import { erasurePatterns, type ErasureTerms } from '../../../domain/erasure-terms.ts';

const NOBODY: ErasureTerms = { emails: [], phones: [], names: [] };

test('U5: a person without an address, a number or a name is looked for nowhere', () => {
  expect(erasurePatterns(NOBODY, NOBODY)).toEqual({ ofCustomer: null, everywhere: null, ofNobody: null });
  const short = { emails: [], phones: ['12345'], names: ['Al'] };
  expect(erasurePatterns(short, NOBODY)).toEqual({ ofCustomer: null, everywhere: null, ofNobody: null });
});

test('U5: what somebody else has too is looked for in what is of the customer only: addresses, and nothing else', () => {
  const terms = { emails: ['jo@example.com'], phones: ['+49 30 1234567'], names: ['Jo Park'] };
  const shared = { emails: ['JO@example.com'], phones: ['+49 30 1234567'], names: ['jo park'] };
  const patterns = erasurePatterns(terms, shared);
  expect(patterns).toMatchObject({ everywhere: null, ofNobody: null });
  expect(patterns.ofCustomer).toContain('jo');
  expect(patterns.ofCustomer).not.toMatch(/Park|1\[/);
});

test('U5: full names are looked for beyond the customer only in what quotes rows', () => {
  const patterns = erasurePatterns({ ...NOBODY, names: ['Jo Park', 'Jo'] }, NOBODY);
  expect(patterns.everywhere).toBeNull();
  expect(patterns.ofNobody).toContain('Park');
});
