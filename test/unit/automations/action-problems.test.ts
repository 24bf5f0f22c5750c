import { expect, test } from '@jest/globals';
import { automationActionsSchema } from '../../../contracts/automations/actions.ts';
import { fieldProblems } from '../../../contracts/field-problems.ts';

const problemsOf = (words: object): string[] => {
  const { error } = automationActionsSchema.safeParse([{ kind: 'email', words }]);
  return error === undefined ? [] : fieldProblems(error, '').map(({ field }) => field);
};

test('O2: own words with a wrong field are told by what own words take, not by the template they do not name', () => {
  expect(problemsOf({ subject: 'Overdue', body: 'Please pay.' })).toEqual([
    '[0].words.bodyHtml',
    '[0].words.body',
  ]);
  expect(problemsOf({ template: 'friendly' })).toEqual(['[0].words.templateId', '[0].words.template']);
  expect(problemsOf({ subject: 'Overdue', bodyHtml: 'Please pay.' })).toEqual([]);
});
