import { activateSequence } from '../../../commands/sequences/activate-sequence.ts';
import { addStep } from '../../../commands/sequences/add-step.ts';
import { createSequence } from '../../../commands/sequences/create-sequence.ts';
import { addBranch } from '../../../commands/sequences/edit-branches.ts';
import { updateStep } from '../../../commands/sequences/update-step.ts';
import type { CommandDeps } from '../../../commands/deps.ts';
import type { Actor } from '../../../contracts/actor.ts';
import type { Fallback, Target } from '../../../contracts/sequences/branches.ts';
import type { CreateSequence } from '../../../contracts/sequences/sequences.ts';
import type { CreateStep } from '../../../contracts/sequences/steps.ts';
import { newId } from '../../../infra/ids.ts';

/** A step in a few words; `when`: outcome -> a branch, a step, `next` or `end`; `none`: `3 days -> next`. */
export interface BranchStep extends Omit<Partial<CreateStep>, 'timing' | 'conditions' | 'fallback'> {
  /** `offset 3`, or `delay 2 days`; `delay 0` is one of 0 minutes. */
  at: string;
  when?: Record<string, string>;
  none?: string;
}

/** Branches by name with their steps by label, the first is `main`. */
export type BranchPlan = Record<string, Record<string, BranchStep>>;

/** The ids of a branching sequence, by label and name. */
export interface BranchingSequence {
  sequenceId: string;
  steps: Record<string, string>;
  branches: Record<string, string>;
  /** As conditions name it. */
  target(name: string): Target;
  /** `3 days -> next`. */
  fallback(text: string): Fallback;
}

/** Builds a sequence with branches by the product's own commands, and leaves it a draft. */
export async function draftBranching(
  deps: CommandDeps,
  actor: Actor,
  plan: BranchPlan,
  settings: Partial<CreateSequence> = {},
): Promise<BranchingSequence> {
  const made = await createSequence(deps, actor, {
    name: `Cadence ${newId('sequence')}`,
    zone: 'UTC',
    purpose: 'outreach',
    tracking: { opens: true, clicks: true },
    primaryUserId: actor.userId,
    ...settings,
  });
  const sequenceId = made.id;
  const branches: Record<string, string> = { main: made.branches[0]!.id };
  const steps: Record<string, string> = {};
  for (const [name, inBranch] of Object.entries(plan)) {
    branches[name] ??= (await addBranch(deps, actor, { sequenceId, name })).id;
    for (const [label, { at, when: _when, none: _none, ...step }] of Object.entries(inBranch)) {
      const input = { ...contentOf(label, step), ...step, timing: timingOf(at), branchId: branches[name] };
      steps[label] = (await addStep(deps, actor, { sequenceId, input })).id;
    }
  }
  const target = (name: string): Target => {
    if (name === 'next' || name === 'end') return { kind: name };
    if (branches[name] !== undefined) return { kind: 'branch', branchId: branches[name] };
    return { kind: 'step', stepId: steps[name]! };
  };
  const fallback = (text: string): Fallback => {
    const [time, name] = text.split(' -> ') as [string, string];
    const [amount, unit] = time.split(' ') as [string, Fallback['unit']];
    return { amount: Number(amount), unit, target: target(name) };
  };
  for (const [label, { when, none }] of Object.values(plan).flatMap((each) => Object.entries(each))) {
    if (!when && none === undefined) continue;
    const conditions = Object.entries(when ?? {}).map(([outcome, name]) => ({
      outcome,
      target: target(name),
    }));
    const patch = { conditions, fallback: none === undefined ? null : fallback(none) };
    await updateStep(deps, actor, { sequenceId, stepId: steps[label]!, patch });
  }
  return { sequenceId, steps, branches, target, fallback };
}

/** The same, activated. */
export async function activeBranching(
  deps: CommandDeps,
  actor: Actor,
  plan: BranchPlan,
  settings: Partial<CreateSequence> = {},
): Promise<BranchingSequence> {
  const made = await draftBranching(deps, actor, plan, settings);
  await activateSequence(deps, actor, { sequenceId: made.sequenceId });
  return made;
}

function contentOf(
  label: string,
  { type = 'email' }: Partial<CreateStep>,
): Pick<CreateStep, 'type' | 'label'> {
  const words = { subject: `${label} for {{customer.name}}`, body: '<p>Good day.</p>' };
  return { type, label, ...(type === 'email' && words) };
}

function timingOf(text: string): CreateStep['timing'] {
  const [kind, amount, unit = 'minutes'] = text.split(' ') as [string, string, Fallback['unit']?];
  return kind === 'offset' ? { kind, days: Number(amount) } : { kind: 'delay', amount: Number(amount), unit };
}
