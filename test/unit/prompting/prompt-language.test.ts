import { expect, test } from '@jest/globals';
import { checkText } from '../../../domain/prompting/check-text.ts';
import { promptMessages } from '../../../domain/prompting/prompt-request.ts';
import { promptInput } from '../../support/rows/prompt-inputs.ts';

const rulesFor = (locale: string): string => promptMessages(promptInput({ locale }))[0]!.content;

test('M4, M6: a text is asked for in the language of the customer, named in words', () => {
  expect(rulesFor('de-AT')).toContain(
    'Write in Austrian German, the language of this customer (locale de-AT)',
  );
  expect(rulesFor('ja-JP')).toContain('Write in Japanese (Japan)');
  expect(rulesFor('not a locale')).toContain('Write in English');
});

test('C18: credit, and what is left after it, may be named', () => {
  const input = promptInput();
  const body = 'You have a credit of €25.00; €1,275.50 is left.';
  const asked = { subject: 'Your account', body };
  expect(checkText(asked, { ...input, facts: { ...input.facts, credit: '25' } })).toEqual([]);
  expect(checkText(asked, input).map(({ code }) => code)).toEqual(['amount', 'amount']);
});
