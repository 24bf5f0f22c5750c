import type { Channel } from '../../contracts/sending/kinds.ts';
import type { Delivery, StepType } from '../../contracts/sequences/kinds.ts';
import type { FieldProblem } from '../../contracts/problems.ts';
import type { Assignee } from '../../contracts/sequences/sequence-fields.ts';
import type { Step } from '../../contracts/sequences/steps.ts';
import { findConditionProblems } from './branch-problems.ts';
import { isHtml } from '../rendering/body-text.ts';
import type { TemplateMode } from '../rendering/compiled-template.ts';
import { findDoubledLanguages } from '../rendering/language.ts';
import { findTemplateProblems } from '../rendering/template.ts';

/** What of a step can be wrong by itself. */
export type StepContent = Omit<Step, 'id' | 'sequenceId' | 'branchId' | 'position'>;

/** Send time of an offset step where nothing is said (S4). */
export const DEFAULT_SEND_TIME = '09:00';

/** What a type of step is. */
interface StepTraits {
  /** How its message leaves; null: a person does it, and it never leaves by itself. */
  channel: Channel | null;
}

/** What each type of step is (S3). */
export const STEP_TRAITS = {
  email: { channel: 'email' },
  sms: { channel: 'sms' },
  call: { channel: null },
  task: { channel: null },
  social: { channel: null },
} as const satisfies Record<StepType, StepTraits>;

/** Whether a step of this type sends a message, and so may do it without a person (S5). */
export function isMessage(type: StepType): boolean {
  return STEP_TRAITS[type].channel !== null;
}

/** Delivery where nothing is said: the sequence's default for messages, a person for everything else (S5). */
export function defaultDeliveryOf(type: StepType, sequenceDefault: Delivery): Delivery {
  return isMessage(type) ? sequenceDefault : 'manual';
}

/** Whose tasks the steps of a sequence may be (S18). */
export interface Team {
  primaryUserId: string | null;
  memberIds: readonly string[];
}

/** Whether a step may be this assignee's: only a named one must be in the team. */
export function isInTeam(assignee: Assignee, { primaryUserId, memberIds }: Team): boolean {
  return assignee.rule !== 'user' || assignee.userId === primaryUserId || memberIds.includes(assignee.userId);
}

/**
 * What keeps a step from being saved: fields its type does not have, automatic delivery of a task (S5), an assignee
 * outside the team (S18), broken templates (M3). Missing content is allowed until activation.
 */
export function findStepProblems(step: StepContent, team: Team): FieldProblem[] {
  const problems = [
    ...findForeignFields(step),
    ...findDoubledText(step),
    ...findDoubledLanguages(step.language, Object.keys(step.variants)),
    ...findStepTemplateProblems(step),
    ...findConditionProblems(step),
  ];
  if (step.delivery === 'automatic' && !isMessage(step.type)) {
    problems.push({ field: 'delivery', message: `a ${step.type} step is always manual` });
  }
  if (!isInTeam(step.assignee, team)) {
    problems.push({ field: 'assignee.userId', message: 'must be the primary user or a team member' });
  }
  return problems;
}

/** Broken templates of a step, its variants included, each with its field, line and column (M3, M6). */
export function findStepTemplateProblems(step: StepContent): FieldProblem[] {
  const inVariants = Object.entries(step.variants).flatMap(([tag, words]) =>
    findEmailTemplateProblems(step.type, words).map(({ field, message }) => ({
      field: `variants.${tag}.${field}`,
      message,
    })),
  );
  return [
    ...findEmailTemplateProblems(step.type, step),
    ...findTextProblems('instructions', step.instructions, 'text'),
    ...findTextProblems('script', step.script, 'text'),
    ...inVariants,
  ];
}

function findEmailTemplateProblems(
  type: StepType,
  { subject, body, bodyText }: Pick<StepContent, 'subject' | 'body' | 'bodyText'>,
): FieldProblem[] {
  const bodyMode: TemplateMode = type === 'email' && body !== null && isHtml(body) ? 'html' : 'text';
  return [
    ...findTextProblems('subject', subject, 'text'),
    ...findTextProblems('body', body, bodyMode),
    ...findTextProblems('bodyText', bodyText, 'text'),
  ];
}

function findTextProblems(field: string, template: string | null, mode: TemplateMode): FieldProblem[] {
  return findTemplateProblems(template ?? '', field, { mode }).map(({ line, column, message }) => ({
    field,
    message: `line ${line}, column ${column}: ${message}`,
  }));
}

/** Content without which a step cannot run (S7). `isBehindEmail`: on every path an email comes before it, under which it may answer. */
export function findMissingContent(
  step: StepContent,
  { isBehindEmail }: { isBehindEmail: boolean },
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const isMissing = (text: string | null) => text === null || text.trim() === '';
  if (step.contentMode === 'prompt')
    return isMissing(step.prompt) ? [{ field: 'prompt', message: 'is missing' }] : [];
  const isAnswer = step.isThreaded && isBehindEmail;
  if (step.type === 'email' && isMissing(step.subject) && !isAnswer)
    problems.push({ field: 'subject', message: subjectMissing(step) });
  if (isMessage(step.type) && isMissing(step.body)) problems.push({ field: 'body', message: 'is missing' });
  if (!isMissing(step.subject) && !isAnswer) {
    for (const [tag, { subject }] of Object.entries(step.variants))
      if (isMissing(subject)) problems.push({ field: `variants.${tag}.subject`, message: 'is missing' });
  }
  return problems;
}

function subjectMissing({ isThreaded }: StepContent): string {
  return isThreaded ? 'is missing: no email comes before it whose subject it could answer' : 'is missing';
}

/** A text is either a template or written from a prompt (M4). */
function findDoubledText(step: StepContent): FieldProblem[] {
  if (step.type !== 'email') return [];
  if (step.contentMode === 'template')
    return step.prompt === null
      ? []
      : [{ field: 'prompt', message: 'cannot stand beside a template; empty it' }];
  const isDoubled = (field: 'subject' | 'body' | 'bodyText' | 'variants'): boolean =>
    field === 'variants' ? hasVariants(step) : step[field] !== null;
  return (['subject', 'body', 'bodyText', 'variants'] as const)
    .filter(isDoubled)
    .map((field) => ({ field, message: 'cannot stand beside a prompt; empty it' }));
}

/** What keeps a step whose text a language model writes from being saved or activated where none is configured (M4). */
export function findWriterProblems(
  step: Pick<StepContent, 'contentMode'>,
  isWriterAvailable: boolean,
): FieldProblem[] {
  if (step.contentMode === 'template' || isWriterAvailable) return [];
  return [{ field: 'contentMode', message: 'needs a language model, and none is configured' }];
}

const hasVariants = ({ variants }: StepContent): boolean => Object.keys(variants).length > 0;

/** What only emails have, with whether a step has it. */
const OF_EMAILS: readonly [keyof StepContent, (step: StepContent) => boolean][] = [
  ['subject', (step) => step.subject !== null],
  ['bodyText', (step) => step.bodyText !== null],
  ['language', (step) => step.language !== null],
  ['variants', hasVariants],
  ['prompt', (step) => step.contentMode === 'prompt' || step.prompt !== null],
  ['cc', (step) => step.cc.length > 0],
  ['bcc', (step) => step.bcc.length > 0],
  ['mailboxId', (step) => step.mailboxId !== null],
  ['fromAddress', (step) => step.fromAddress !== null],
  ['isThreaded', (step) => step.isThreaded],
];
/** What only messages have. */
const OF_MESSAGES: typeof OF_EMAILS = [['body', (step) => step.body !== null]];

const foreignFields = (type: StepType): typeof OF_EMAILS => [
  ...(type === 'email' ? [] : OF_EMAILS),
  ...(isMessage(type) ? [] : OF_MESSAGES),
];

/** Fields that say nothing about a step of this type: always empty, or as they are for all of its kind. */
export function idleFieldsOf(type: StepType): (keyof StepContent)[] {
  const foreign = foreignFields(type).map(([field]) => field);
  return type === 'email' ? foreign : [...foreign, 'contentMode'];
}

function findForeignFields(step: StepContent): FieldProblem[] {
  return foreignFields(step.type)
    .filter(([, isPresent]) => isPresent(step))
    .map(([field]) => ({ field, message: `does not belong to a step of type ${step.type}` }));
}
