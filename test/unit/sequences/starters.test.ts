import { describe, expect, test } from '@jest/globals';
import { LANGUAGES } from '../../../contracts/kinds.ts';
import { findActivationProblems } from '../../../domain/sequences/activation.ts';
import { newStepContent } from '../../../domain/sequences/new-step.ts';
import { renderStep } from '../../../domain/sequences/render-step.ts';
import { shownStarters, stepsOfStarter } from '../../../domain/sequences/starters.ts';
import { findStepProblems } from '../../../domain/sequences/step-rules.ts';
import { factsIn, LOCALES, VARIANTS } from '../../support/rows/letters.ts';

const starters = shownStarters();
const team = { primaryUserId: 'usr_1', memberIds: [] };
const stepsIn = (id: string, language: (typeof LANGUAGES)[number]) =>
  stepsOfStarter(id, language)!.map((step) => newStepContent(step, 'automatic'));

describe.each(starters.map(({ id }) => [id] as const))('the starter %s', (id) => {
  test('S2, S7: nothing keeps it from being saved and activated, made in any language', () => {
    for (const language of LANGUAGES) {
      const steps = stepsIn(id, language).map((step, index) => ({
        ...step,
        id: `stp_${index}`,
        sequenceId: 'seq_1',
        branchId: 'brn_1',
        position: index + 1,
        timingEditedAt: 0,
        deliveryEditedAt: null,
        decidesSince: null,
        branchingEditedAt: null,
      }));
      expect(steps.flatMap((step) => findStepProblems(step, team))).toEqual([]);
      const sequence = {
        isTemplate: false,
        primaryUserId: 'usr_1',
        memberIds: [],
        mailboxId: 'mbx_1',
        fromAddress: null,
        endAt: null,
        tracking: { opens: false, clicks: false },
      };
      const places = steps.map(({ id: stepId, branchId }) => ({ stepId, branchId, isRemoved: false }));
      const branches = [{ id: 'brn_1', sequenceId: 'seq_1', name: 'main', position: 1 }];
      const graph = { branchIds: ['brn_1'], places };
      const problems = findActivationProblems(
        { sequence: sequence as never, branches, steps, graph },
        {
          list: null,
          mailboxIds: new Set(['mbx_1']),
          goneMailboxIds: new Set(),
          workingMailboxIds: new Set(['mbx_1']),
          addressesOf: new Map(),
          smsSenders: new Map(),
          activeUserIds: new Set(['usr_1']),
          sendingAs: new Map(),
          defaultSender: null,
        },
        { now: 0, senders: null, isWriterAvailable: false },
      );
      expect(problems).toEqual([]);
    }
  });

  test('M6: each email speaks to a customer in the language of the locale, with every variant of facts', () => {
    for (const step of stepsIn(id, 'sv')) {
      for (const language of LANGUAGES) {
        for (const variant of Object.keys(VARIANTS)) {
          const facts = factsIn(language, variant);
          const shown = renderStep(step, facts);
          expect(shown.problems).toEqual([]);
          if (step.type !== 'email') continue;
          expect(shown.language).toBe(language);
        }
      }
    }
  });

  test('M6: it grows firmer, and its labels are in the language it was made in', () => {
    const tones = starters.find((starter) => starter.id === id)!.steps.map(({ tone }) => tone);
    expect(tones.filter((tone) => tone !== null)).toEqual(['friendly', 'firm', 'urgent', 'final']);
    expect(stepsIn(id, 'de').map(({ label }) => label)).toContain('Letzte Mahnung');
  });
});

test('M6: a customer of no language that there is gets the words it was made in', () => {
  const [step] = stepsIn('four-reminders', 'de');
  const facts = factsIn('en', 'one invoice');
  const shown = renderStep(step!, {
    ...facts,
    customer: { ...facts.customer, locale: 'da-DK' },
    organisation: { name: 'Vwq', locale: 'fi-FI' },
    language: null,
  });
  expect(shown.language).toBe('de');
  expect(Object.keys(LOCALES)).toHaveLength(LANGUAGES.length);
});
