import type { AutomationAction } from '../../contracts/automations/actions.ts';
import type { FieldProblem } from '../../contracts/problems.ts';
import { findEmailProblems } from '../rendering/message.ts';
import { findTemplateProblems } from '../rendering/template.ts';

/** Broken templates of the messages of an automation, each with its field, line and column (M3). */
export function findWordsProblems(actions: readonly AutomationAction[]): FieldProblem[] {
  return actions.flatMap((action, index) =>
    problemsOf(action).map(({ place, line, column, message }) => ({
      field: `actions[${index}].${place}`,
      message: `line ${line}, column ${column}: ${message}`,
    })),
  );
}

function problemsOf(action: AutomationAction) {
  if (action.kind === 'sms')
    return findTemplateProblems(action.body, 'body', { mode: 'text', level: 'account' });
  if (action.kind !== 'email' && action.kind !== 'email_user') return [];
  const { words } = action;
  if ('templateId' in words) return [];
  return findEmailProblems(words).map((problem) => ({ ...problem, place: `words.${problem.place}` }));
}
