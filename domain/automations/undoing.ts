import type { ActionOf, AutomationAction } from '../../contracts/automations/actions.ts';
import type { AutomationWarning } from '../../contracts/automations/automations.ts';
import type { StoredAutomation } from './definition.ts';
import { sorted } from './definition-rules.ts';

/** What two automations both change, as far as it has an id, or is a property with its name. */
export type Contested = Omit<NonNullable<AutomationWarning['about']>, 'name'>;

/** A warning that does not know the name yet of what it is about. */
export type Undoing = Omit<AutomationWarning, 'about'> & { about: Contested | null };

/**
 * Those of the others that could undo what an automation does, or the other way round (A7): one adds what the other takes
 * away, or both set the same thing to something else.
 */
export function findUndoing(
  { id, actions }: Pick<StoredAutomation, 'id' | 'actions'>,
  others: readonly Pick<StoredAutomation, 'id' | 'name' | 'actions'>[],
): Undoing[] {
  return others
    .filter((other) => other.id !== id)
    .flatMap((other) =>
      actions.flatMap((action, index) =>
        [...new Set(other.actions.flatMap((theirs) => undoes(action, theirs) ?? []))].map((text) => ({
          path: `actions[${index}]`,
          automationId: other.id,
          name: other.name,
          text,
          about: contestedBy(action),
        })),
      ),
    );
}

/** What two actions do to each other, in words; null: nothing. */
function undoes(action: AutomationAction, theirs: AutomationAction): string | null {
  switch (action.kind) {
    case 'add_label':
      return isOf(theirs, 'remove_label') && theirs.labelId === action.labelId
        ? 'It removes the label that this one adds.'
        : null;
    case 'remove_label':
      return isOf(theirs, 'add_label') && theirs.labelId === action.labelId
        ? 'It adds the label that this one removes.'
        : null;
    case 'add_to_list':
      return isOf(theirs, 'remove_from_list') && theirs.listId === action.listId
        ? 'It takes customers off the list that this one puts them on.'
        : null;
    case 'remove_from_list':
      return isOf(theirs, 'add_to_list') && theirs.listId === action.listId
        ? 'It puts customers on the list that this one takes them off.'
        : null;
    case 'enroll':
      return isOf(theirs, 'stop_enrollment') && theirs.sequenceId === action.sequenceId
        ? 'It stops the sequence that this one enrolls in.'
        : null;
    case 'stop_enrollment':
      return isOf(theirs, 'enroll') && theirs.sequenceId === action.sequenceId
        ? 'It enrolls in the sequence that this one stops.'
        : null;
    case 'assign_owner':
      return isOf(theirs, 'assign_owner') && theirs.owner === action.owner && theirs.userId !== action.userId
        ? `It assigns another ${action.owner} owner.`
        : null;
    case 'set_property':
      return isOf(theirs, 'set_property') && theirs.name === action.name && theirs.value !== action.value
        ? `It sets the property "${action.name}" to another value.`
        : null;
    case 'set_score':
    case 'compute_score':
      return undoesScore(action, theirs) ? 'It sets the score otherwise.' : null;
    case 'add_score':
      return undoesScore(action, theirs) ? 'It sets the score that this one adds to.' : null;
    case 'set_groups':
      return isOf(theirs, 'set_groups') && undoesGroups(action, theirs)
        ? 'It sets the visibility groups otherwise.'
        : null;
    case 'enroll_in_program':
    case 'email_user':
    case 'email':
    case 'sms':
    case 'webhook':
      return null;
  }
}

function contestedBy(action: AutomationAction): Contested | null {
  switch (action.kind) {
    case 'add_label':
    case 'remove_label':
      return { kind: 'label', id: action.labelId };
    case 'add_to_list':
    case 'remove_from_list':
      return { kind: 'list', id: action.listId };
    case 'enroll':
    case 'stop_enrollment':
      return { kind: 'sequence', id: action.sequenceId };
    case 'set_property':
      return { kind: 'property', id: action.name };
    default:
      return null;
  }
}

const isOf = <K extends AutomationAction['kind']>(
  action: AutomationAction,
  kind: K,
): action is ActionOf<K> & { key: string } => action.kind === kind;

/** Whoever sets a score undoes what others made of it, unless both set it to the same. */
function undoesScore(action: AutomationAction, theirs: AutomationAction): boolean {
  const isSetting = (one: AutomationAction) => isOf(one, 'set_score') || isOf(one, 'compute_score');
  if (isOf(action, 'add_score')) return isSetting(theirs);
  if (!isSetting(theirs)) return isOf(theirs, 'add_score');
  return saidBy(action) !== saidBy(theirs);
}

const saidBy = ({ key: _key, ...said }: AutomationAction): string => JSON.stringify(sorted(said));

type SetGroups = ActionOf<'set_groups'>;

/** One takes a group away that the other adds, or leaves out of those that it sets. */
const undoesGroups = (action: SetGroups, theirs: SetGroups): boolean =>
  takesAway(action, theirs) || takesAway(theirs, action);

function takesAway(one: SetGroups, { mode, groupIds }: SetGroups): boolean {
  if (mode === 'add') return false;
  const given = one.mode === 'remove' ? [] : one.groupIds;
  const isTaken = (groupId: string) => groupIds.includes(groupId) === (mode === 'remove');
  return given.some(isTaken);
}
