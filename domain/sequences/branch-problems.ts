import { MESSAGE_OUTCOMES } from '../../contracts/sequences/kinds.ts';
import type { FieldProblem } from '../../contracts/problems.ts';
import type { Step } from '../../contracts/sequences/steps.ts';
import type { SequenceDefinition } from './definition.ts';
import { isGone, stepMeant, waysFrom, type Graph } from './graph.ts';

/** What of a step its conditions are checked against. */
type ConditionedStep = Pick<Step, 'type' | 'delivery' | 'outcomeLabels' | 'conditions' | 'fallback'>;

/** Conditions that no such step can meet, each with its field (S15). */
export function findConditionProblems(step: ConditionedStep): FieldProblem[] {
  const ofMessage: readonly string[] =
    step.type === 'email' || step.type === 'sms' ? MESSAGE_OUTCOMES[step.type] : [];
  const labels = step.delivery === 'manual' ? step.outcomeLabels : [];
  const known = [...ofMessage, ...labels];
  const taken = step.outcomeLabels.filter((label) => ofMessage.includes(label));
  const problems = taken.map((label) => ({
    field: 'outcomeLabels',
    message: `"${label}" says itself what becomes of the message`,
  }));
  const named = new Set<string>();
  for (const [index, { outcome }] of step.conditions.entries()) {
    const field = `conditions[${index}].outcome`;
    if (!known.includes(outcome)) problems.push({ field, message: unknownText(known) });
    else if (named.has(outcome)) problems.push({ field, message: 'is named by a condition before' });
    named.add(outcome);
  }
  return problems;
}

function unknownText(known: readonly string[]): string {
  return known.length === 0
    ? 'this step has no outcomes: name its labels'
    : `must be one of ${known.join(', ')}`;
}

/** Targets that are nothing of this sequence, each with its field. */
export function findTargetProblems(
  { steps, branches }: Pick<SequenceDefinition, 'steps' | 'branches'>,
  step: Pick<Step, 'conditions' | 'fallback'>,
): FieldProblem[] {
  return targetsOf(step).flatMap(({ field, target }) => {
    if (target.kind === 'step' && !steps.some(({ id }) => id === target.stepId))
      return { field: `${field}.stepId`, message: 'is no step of this sequence' };
    if (target.kind === 'branch' && !branches.some(({ id }) => id === target.branchId))
      return { field: `${field}.branchId`, message: 'is no branch of this sequence' };
    return [];
  });
}

/** The targets that a step names, each with its field. */
function targetsOf({ conditions, fallback }: Pick<Step, 'conditions' | 'fallback'>) {
  const named = conditions.map(({ target }, index) => ({ field: `conditions[${index}].target`, target }));
  return fallback === null ? named : [...named, { field: 'fallback.target', target: fallback.target }];
}

/**
 * What keeps the branches of a sequence from running (S7, S15): a missing fallback, a target that was removed, an outcome
 * that nobody watches for, a path that comes round again.
 */
export function findBranchProblems(definition: SequenceDefinition): FieldProblem[] {
  const { sequence, steps, graph } = definition;
  const watched = { opened: sequence.tracking.opens, clicked: sequence.tracking.clicks };
  const problems = steps.flatMap((step, index) => {
    const found: FieldProblem[] = [];
    if (step.delivery === 'automatic' && step.conditions.length > 0 && step.fallback === null)
      found.push({ field: 'fallback', message: 'is missing: it says what follows if no outcome comes' });
    for (const [place, { outcome }] of step.conditions.entries()) {
      const isUnwatched = step.type === 'email' && watched[outcome as keyof typeof watched] === false;
      if (isUnwatched)
        found.push({
          field: `conditions[${place}].outcome`,
          message: 'needs tracking, which is switched off',
        });
    }
    for (const { field, target } of targetsOf(step))
      if (isGone(graph, target)) found.push({ field, message: 'was removed' });
    return found.map(({ field, message }) => ({ field: `steps[${index}].${field}`, message }));
  });
  return [...problems, ...findCycles(definition)];
}

/** The branches' conditions that point at a branch or at steps in it, as fields of their steps. */
export function findPointers(
  { steps }: Pick<SequenceDefinition, 'steps'>,
  branchId: string,
): { field: string; label: string }[] {
  const isInside = (stepId: string) =>
    steps.some(({ id, branchId: own }) => id === stepId && own === branchId);
  return steps.flatMap((step, index) =>
    step.branchId === branchId
      ? []
      : targetsOf(step)
          .filter(
            ({ target }) =>
              (target.kind === 'branch' && target.branchId === branchId) ||
              (target.kind === 'step' && isInside(target.stepId)),
          )
          .map(({ field }) => ({ field: `steps[${index}].${field}`, label: step.label })),
  );
}

/** Paths that come round again, each named at the target that closes it: `1 > 2 > 3 > 1`. */
export function findCycles({
  steps,
  branches,
  graph,
}: Pick<SequenceDefinition, 'steps' | 'branches' | 'graph'>): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const indexOf = new Map(steps.map(({ id }, index) => [id, index]));
  const done = new Set<string>();
  const trail: string[] = [];
  const nameOf = (stepId: string): string => {
    const step = steps[indexOf.get(stepId)!]!;
    const [main] = branches;
    return step.branchId === main?.id
      ? `${step.position}`
      : `${branches.find(({ id }) => id === step.branchId)?.name} ${step.position}`;
  };
  const visit = (stepId: string): void => {
    trail.push(stepId);
    for (const { field, next } of waysOf(graph, steps[indexOf.get(stepId)!]!)) {
      const start = trail.indexOf(next);
      if (start >= 0) {
        const path = [...trail.slice(start), next].map(nameOf).join(' > ');
        problems.push({
          field: `steps[${indexOf.get(stepId)}].${field}`,
          message: `comes round again: ${path}`,
        });
      } else if (!done.has(next)) visit(next);
    }
    trail.pop();
    done.add(stepId);
  };
  for (const { id } of steps) if (!done.has(id)) visit(id);
  return problems;
}

/** The ways on from a step that lead to another, each once, with the field that says so. */
function waysOf(graph: Graph, step: SequenceDefinition['steps'][number]): { field: string; next: string }[] {
  const from = { stepId: step.id, branchId: step.branchId, isRemoved: false };
  const ways = waysFrom(step).flatMap(({ target }, index) => {
    const next = stepMeant(graph, from, target);
    const field = index < step.conditions.length ? `conditions[${index}].target` : 'fallback.target';
    return next === null ? [] : { field, next: next.stepId };
  });
  return ways.filter(({ next }, index) => ways.findIndex((way) => way.next === next) === index);
}

/** Steps that an email comes before on every path (M5): a follow-up without a subject may answer it. */
export function stepsBehindEmail({ steps, graph }: Pick<SequenceDefinition, 'steps' | 'graph'>): Set<string> {
  const before = new Map<string, string[]>(steps.map(({ id }) => [id, []]));
  for (const step of steps) for (const { next } of waysOf(graph, step)) before.get(next)?.push(step.id);
  const [first] = steps;
  const answers = new Set(
    steps.filter(({ id }) => id !== first?.id && before.get(id)!.length > 0).map(({ id }) => id),
  );
  const isEmail = new Map(steps.map(({ id, type }) => [id, type === 'email']));
  for (let isStable = false; !isStable;) {
    const lost = [...answers].filter((id) =>
      before.get(id)!.some((one) => !isEmail.get(one) && !answers.has(one)),
    );
    for (const id of lost) answers.delete(id);
    isStable = lost.length === 0;
  }
  return answers;
}
