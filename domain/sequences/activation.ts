import type { FieldProblem } from '../../contracts/problems.ts';
import { hasOptWords } from '../sending/opt-out-words.ts';
import { findBranchProblems, stepsBehindEmail } from './branch-problems.ts';
import type { SequenceDefinition, StoredStep } from './definition.ts';
import { findMissingContent, findStepTemplateProblems, findWriterProblems } from './step-rules.ts';

/** A mailbox and an address of it, as something names its sender. */
export interface NamedSender {
  mailboxId: string | null;
  fromAddress: string | null;
}

/** What is wrong with a sender that is named: no mailbox, one that nobody sends for any more, no address of it (M1). */
export function findNamedSenderProblems(
  {
    mailboxIds,
    goneMailboxIds,
    addressesOf,
  }: Pick<Surroundings, 'mailboxIds' | 'goneMailboxIds' | 'addressesOf'>,
  { mailboxId, fromAddress }: NamedSender,
): FieldProblem[] {
  if (mailboxId !== null && !mailboxIds.has(mailboxId))
    return [{ field: 'mailboxId', message: 'is not a mailbox' }];
  if (mailboxId !== null && goneMailboxIds.has(mailboxId))
    return [{ field: 'mailboxId', message: 'is retired and has no successor' }];
  return isAddressOf({ addressesOf }, { mailboxId, fromAddress })
    ? []
    : [{ field: 'fromAddress', message: 'is no address of the mailbox' }];
}

function isAddressOf(
  { addressesOf }: Pick<Surroundings, 'addressesOf'>,
  { mailboxId, fromAddress }: NamedSender,
): boolean {
  if (fromAddress === null) return true;
  return addressesOf.get(mailboxId ?? '')?.has(fromAddress.toLowerCase()) ?? false;
}

/** What activation needs to know about the world around a sequence. */
export interface Surroundings {
  mailboxIds: ReadonlySet<string>;
  /** Retired, and nobody took their place (S24): nothing can leave that names them. */
  goneMailboxIds: ReadonlySet<string>;
  workingMailboxIds: ReadonlySet<string>;
  /** The addresses a mailbox may send from, in lower case, by its id (M1). */
  addressesOf: ReadonlyMap<string, ReadonlySet<string>>;
  activeUserIds: ReadonlySet<string>;
  /** Numbers that sms leave from, by id. */
  smsSenders: ReadonlyMap<string, KnownSmsSender>;
}

/** A number that sms leave from, as activation asks about it. */
export interface KnownSmsSender {
  /** Retired, and nobody took its place. */
  isGone: boolean;
  /** Of whoever sends now. */
  languages: readonly string[];
}

/** What is wrong with a number that is named (M1, M7). */
export function findSmsSenderProblems(
  { smsSenders }: Pick<Surroundings, 'smsSenders'>,
  smsSenderId: string,
): FieldProblem[] {
  const sender = smsSenders.get(smsSenderId);
  const problem = (message: string): FieldProblem[] => [{ field: 'smsSenderId', message }];
  if (!sender) return problem('is not an sms sender');
  return sender.isGone ? problem('is retired and has no successor') : [];
}

/** Whoever gets an sms has to be able to opt out in words they know (M7). */
function findWordProblems({ smsSenders }: Surroundings, smsSenderId: string): FieldProblem[] {
  const { languages = [] } = smsSenders.get(smsSenderId) ?? {};
  if (languages.length === 0 || languages.some(hasOptWords)) return [];
  const message = `has no opt-out words: none are known in ${languages.join(', ')}`;
  return [{ field: 'smsSenderId', message }];
}

/** What becomes of steps with a sender of their own; null: nobody has said. */
export type Senders = 'update' | 'keep' | null;

/**
 * What keeps steps and settings from running, whatever the world is like (S7). An activated sequence never has any:
 * edits that would bring one are refused.
 */
export function findDefinitionProblems(definition: SequenceDefinition): FieldProblem[] {
  const { sequence, steps, branches } = definition;
  const answers = stepsBehindEmail(definition);
  const problems: FieldProblem[] = [];
  // Every path begins in the first branch: the steps of others alone would never run.
  if (!steps.some(({ branchId }) => branchId === branches[0]?.id))
    problems.push({ field: 'steps', message: 'needs at least one step' });
  if (sequence.isTemplate)
    problems.push({ field: 'isTemplate', message: 'a template is never activated; duplicate it' });
  if (sequence.primaryUserId === null) problems.push({ field: 'primaryUserId', message: 'is missing' });
  if (sequence.mailboxId === null && steps.some((step) => step.type === 'email')) {
    problems.push({ field: 'mailboxId', message: 'is missing, and there are email steps' });
  }
  return [
    ...problems,
    ...steps.flatMap((step, index) =>
      findContentProblems(step, index, {
        isBehindEmail: answers.has(step.id),
        hasNumber: sequence.smsSenderId !== null,
      }),
    ),
    ...findOrderProblems(steps),
    ...findBranchProblems(definition),
  ];
}

/** Everything that keeps a draft from being activated, all at once (S7). */
export function findActivationProblems(
  definition: SequenceDefinition,
  surroundings: Surroundings,
  { now, senders, isWriterAvailable }: { now: number; senders: Senders; isWriterAvailable: boolean },
): FieldProblem[] {
  const { sequence, steps } = definition;
  const problems = findDefinitionProblems(definition);
  for (const [index, step] of steps.entries()) {
    const unwritable = findWriterProblems(step, isWriterAvailable);
    problems.push(
      ...unwritable.map(({ field, message }) => ({ field: `steps[${index}].${field}`, message })),
    );
  }
  if (sequence.primaryUserId !== null && !surroundings.activeUserIds.has(sequence.primaryUserId)) {
    problems.push({ field: 'primaryUserId', message: 'is not an active user' });
  }
  if (sequence.endAt !== null && sequence.endAt <= now) {
    problems.push({ field: 'endAt', message: 'is past' });
  }
  return [...problems, ...findSenderProblems(definition, surroundings, senders)];
}

/** Steps with a sender that is not the sequence's (S7). */
export function stepsWithOwnSender({ sequence, steps }: SequenceDefinition): StoredStep[] {
  return steps.filter(
    ({ mailboxId, fromAddress }) =>
      (mailboxId !== null && mailboxId !== sequence.mailboxId) ||
      (fromAddress !== null && fromAddress.toLowerCase() !== sequence.fromAddress?.toLowerCase()),
  );
}

function findContentProblems(
  step: StoredStep,
  index: number,
  before: { isBehindEmail: boolean; hasNumber: boolean },
): FieldProblem[] {
  const problems = [...findMissingContent(step, before), ...findStepTemplateProblems(step)];
  if (step.type === 'sms' && !before.hasNumber) problems.push({ field: 'type', message: 'no sms sender' });
  return problems.map(({ field, message }) => ({ field: `steps[${index}].${field}`, message }));
}

/** An offset before an earlier step's of its branch would be due before it: their order is that of their days. */
function findOrderProblems(steps: readonly StoredStep[]): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const latestOf = new Map<string, number>();
  for (const [index, { timing, branchId }] of steps.entries()) {
    if (timing.kind !== 'offset') continue;
    const latest = latestOf.get(branchId);
    if (latest !== undefined && timing.days <= latest) {
      problems.push({
        field: `steps[${index}].timing.days`,
        message: `must be more than the ${latest} days of an earlier step`,
      });
    }
    latestOf.set(branchId, Math.max(latest ?? 0, timing.days));
  }
  return problems;
}

function findSenderProblems(
  definition: SequenceDefinition,
  surroundings: Surroundings,
  senders: Senders,
): FieldProblem[] {
  const { sequence, steps } = definition;
  const { workingMailboxIds } = surroundings;
  const problems: FieldProblem[] = [];
  const hasEmail = steps.some((step) => step.type === 'email');
  if (hasEmail && sequence.mailboxId !== null && !workingMailboxIds.has(sequence.mailboxId)) {
    problems.push({ field: 'mailboxId', message: 'is not a working mailbox; verify it first' });
  }
  if (hasEmail && !isAddressOf(surroundings, sequence)) {
    problems.push({ field: 'fromAddress', message: 'is no address of the mailbox' });
  }
  const { smsSenderId } = sequence;
  if (smsSenderId !== null && steps.some((step) => step.type === 'sms')) {
    problems.push(
      ...findSmsSenderProblems(surroundings, smsSenderId),
      ...findWordProblems(surroundings, smsSenderId),
    );
  }
  for (const step of senders === 'update' ? [] : stepsWithOwnSender(definition)) {
    const path = `steps[${steps.indexOf(step)}]`;
    const field = `${path}.${step.mailboxId === null ? 'fromAddress' : 'mailboxId'}`;
    if (senders === null) {
      problems.push({ field, message: 'is not the sender of the sequence: say senders `update` or `keep`' });
    }
    const mailboxId = step.mailboxId ?? sequence.mailboxId;
    if (step.mailboxId !== null && !workingMailboxIds.has(step.mailboxId)) {
      problems.push({ field, message: 'is not a working mailbox; verify it first' });
    } else if (!isAddressOf(surroundings, { mailboxId, fromAddress: step.fromAddress })) {
      problems.push({ field: `${path}.fromAddress`, message: 'is no address of the mailbox' });
    }
  }
  return problems;
}
