import type { FieldProblem } from '../../contracts/problems.ts';
import { hasOptWords } from '../sending/opt-out-words.ts';
import { findBranchProblems, stepsBehindEmail } from './branch-problems.ts';
import type { SequenceDefinition, StoredStep } from './definition.ts';
import {
  type DefaultSender,
  type NamedSender,
  type SendingMailbox,
  stepsWithForeignSender,
  stepsWithOwnSender,
} from './senders.ts';
import { findMissingContent, findStepTemplateProblems, findWriterProblems } from './step-rules.ts';

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
  /** Who sends in place of each mailbox now, by its id. */
  sendingAs: ReadonlyMap<string, SendingMailbox>;
  /** The list it is to follow; null: none. `followedBy`: an activated sequence that does. */
  list: { isArchived: boolean; followedBy: { id: string; name: string } | null } | null;
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

/** What is asked besides where a primary user is to take over (S18). */
export interface PrimarySurroundings extends Surroundings {
  /** Where the primary user sends from if nothing is said. */
  defaultSender: DefaultSender;
}

/** What becomes of steps with a sender that is not the primary user's; null: nobody has said. */
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
  surroundings: PrimarySurroundings,
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
  // Of what was copied from a sequence that nobody hands over any more.
  for (const [index, memberId] of sequence.memberIds.entries()) {
    if (!surroundings.activeUserIds.has(memberId))
      problems.push({ field: `memberIds[${index}]`, message: 'is not an active user' });
  }
  if (sequence.endAt !== null && sequence.endAt <= now) {
    problems.push({ field: 'endAt', message: 'is past' });
  }
  return [
    ...problems,
    ...findListProblems(surroundings),
    ...findForeignSenderProblems(definition, surroundings, senders),
    ...findSenderProblems(definition, surroundings, senders),
  ];
}

/** A list serves at most one activated sequence (S17). */
function findListProblems({ list }: Surroundings): FieldProblem[] {
  if (list === null) return [];
  const problems: FieldProblem[] = [];
  if (list.isArchived) problems.push({ field: 'listId', message: 'is archived' });
  const { followedBy } = list;
  if (followedBy) problems.push({ field: 'listId', message: `the sequence "${followedBy.name}" follows it` });
  return problems;
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

/**
 * Steps whose sender is not the primary user's are listed until somebody says what becomes of them, and only a default of that
 * user can take their place (S7, S18).
 */
export function findForeignSenderProblems(
  definition: Pick<SequenceDefinition, 'sequence' | 'steps'>,
  { sendingAs, defaultSender }: PrimarySurroundings,
  senders: Senders,
): FieldProblem[] {
  const foreign = stepsWithForeignSender(definition, sendingAs);
  if (foreign.length === 0 || senders === 'keep') return [];
  if (senders === null)
    return foreign.map((step) => ({
      field: senderField(definition, step),
      message: 'is not the sender of the primary user: say senders `update` or `keep`',
    }));
  if (defaultSender === null)
    return [{ field: 'senders', message: 'the primary user has no default mailbox' }];
  return defaultSender.works
    ? []
    : [
        {
          field: 'senders',
          message: 'the default mailbox of the primary user does not work; verify it first',
        },
      ];
}

function senderField({ steps }: Pick<SequenceDefinition, 'steps'>, step: StoredStep): string {
  return `steps[${steps.indexOf(step)}].${step.mailboxId === null ? 'fromAddress' : 'mailboxId'}`;
}

function findSenderProblems(
  definition: SequenceDefinition,
  surroundings: Surroundings,
  senders: Senders,
): FieldProblem[] {
  const { sequence, steps } = definition;
  const { workingMailboxIds, sendingAs } = surroundings;
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
  const replaced = senders === 'update' ? stepsWithForeignSender(definition, sendingAs) : [];
  for (const step of stepsWithOwnSender(definition)) {
    if (replaced.includes(step)) continue;
    const mailboxId = step.mailboxId ?? sequence.mailboxId;
    if (step.mailboxId !== null && !workingMailboxIds.has(step.mailboxId)) {
      problems.push({
        field: senderField(definition, step),
        message: 'is not a working mailbox; verify it first',
      });
    } else if (!isAddressOf(surroundings, { mailboxId, fromAddress: step.fromAddress })) {
      problems.push({
        field: `steps[${steps.indexOf(step)}].fromAddress`,
        message: 'is no address of the mailbox',
      });
    }
  }
  return problems;
}
