import type { CreateStep } from '../../contracts/sequences/steps.ts';
import type { StoredSequence, StoredStep } from './definition.ts';
import { matchSteps, mergedOrder, movedPlaces } from './match-steps.ts';
import { newStepContent } from './new-step.ts';
import { changedKeys, patchedStep, stampedStep } from './patched-step.ts';

/** What becomes of the steps of a sequence. */
export interface RevisedSteps {
  /** All of them, in their new order. */
  steps: StoredStep[];
  added: StoredStep[];
  /** What changed of a step; it may have moved too. */
  edited: { before: StoredStep; after: StoredStep; keys: (keyof StoredStep)[] }[];
  /** At another place among those that were there before. */
  moved: StoredStep[];
  removed: StoredStep[];
  /** Where each was, from 1, by its id. */
  places: ReadonlyMap<string, number>;
}

/** What steps that are new get. `now` is epoch milliseconds. */
export interface StepOrigin {
  /** As it is to be: its default delivery is that of new steps. */
  sequence: StoredSequence;
  branchId: string;
  now: number;
  newId: () => string;
  others: 'keep' | 'remove';
}

/** The steps of a sequence as somebody describes them, each found again by what it is (S6). */
export function revisedSteps(
  known: readonly StoredStep[],
  given: readonly CreateStep[],
  { sequence, branchId, now, newId, others }: StepOrigin,
): RevisedSteps {
  const places = matchSteps(known, given);
  const order = mergedOrder(known.length, places).filter(
    (entry) => entry.given !== null || others === 'keep',
  );
  const movedAt = movedPlaces(order.flatMap((entry) => entry.known ?? []));
  const revised: RevisedSteps = {
    steps: [],
    added: [],
    edited: [],
    moved: [],
    removed: others === 'keep' ? [] : known.filter((_step, place) => !places.includes(place)),
    places: new Map(known.map(({ id, position }) => [id, position])),
  };
  for (const [index, entry] of order.entries()) {
    const position = index + 1;
    const input = entry.given === null ? null : given[entry.given]!;
    const before = entry.known === null ? null : known[entry.known]!;
    if (before === null) {
      const content = newStepContent(input!, sequence.defaultDelivery);
      const origin = { id: newId(), sequenceId: sequence.id, branchId, timingEditedAt: now };
      const step = { ...content, ...origin, position, deliveryEditedAt: null };
      revised.added.push(step);
      revised.steps.push(step);
      continue;
    }
    const { type: _type, position: _position, ...patch } = input ?? { type: before.type };
    const patched = patchedStep(before, patch);
    const keys = changedKeys(before, patched);
    const isMoved = movedAt.has(entry.known!);
    const after = {
      ...stampedStep(patched, keys, now),
      position,
      ...(isMoved && { timingEditedAt: now }),
    };
    if (keys.length > 0) revised.edited.push({ before, after, keys });
    if (isMoved) revised.moved.push(after);
    revised.steps.push(after);
  }
  return revised;
}
