import type { AutomationAction } from '../../contracts/automations/actions.ts';
import type { AudienceGroup } from '../../contracts/automations/audiences.ts';
import type { StoredAutomation } from './definition.ts';

/** What an action needs to be there; `enrolled`: a sequence that takes somebody in. */
export type TargetKind =
  | 'user'
  | 'visibilityGroup'
  | 'mailbox'
  | 'smsSender'
  | 'list'
  | 'label'
  | 'enrolled'
  | 'sequence'
  | 'program'
  | 'template'
  | 'property'
  | 'webhook';

/** Something that an action names, and where; `id` of a property: its name. */
export interface Target {
  field: string;
  kind: TargetKind;
  id: string;
}

/** Everything that actions name by id; of built-in templates their word. */
export function targetsOf(actions: readonly AutomationAction[], path = 'actions'): Target[] {
  return actions.flatMap((action, index) =>
    namedBy(action).map(({ field, ...target }) => ({ ...target, field: `${path}[${index}].${field}` })),
  );
}

function namedBy(action: AutomationAction): Target[] {
  switch (action.kind) {
    case 'assign_owner':
      return named('userId', 'user', action.userId);
    case 'set_groups':
      return action.groupIds.map((id, index) => ({
        field: `groupIds[${index}]`,
        kind: 'visibilityGroup',
        id,
      }));
    case 'email_user':
      return [
        ...('userId' in action.to ? named('to.userId', 'user', action.to.userId) : []),
        ...namedByWords(action),
      ];
    case 'email':
      return namedByWords(action);
    case 'sms':
      return named('smsSenderId', 'smsSender', action.smsSenderId);
    case 'add_to_list':
    case 'remove_from_list':
      return named('listId', 'list', action.listId);
    case 'add_label':
    case 'remove_label':
      return named('labelId', 'label', action.labelId);
    case 'enroll':
      return named('sequenceId', 'enrolled', action.sequenceId);
    case 'stop_enrollment':
      return named('sequenceId', 'sequence', action.sequenceId);
    case 'enroll_in_program':
      return named('programId', 'program', action.programId);
    case 'webhook':
      return named('webhookId', 'webhook', action.webhookId);
    case 'set_property':
      return named('name', 'property', action.name);
    case 'set_score':
    case 'add_score':
    case 'compute_score':
      return [];
  }
}

const named = (field: string, kind: TargetKind, id: string | null): Target[] =>
  id === null ? [] : [{ field, kind, id }];

const namedByWords = ({
  words,
  mailboxId,
}: Pick<Extract<AutomationAction, { kind: 'email' }>, 'words' | 'mailboxId'>): Target[] => [
  ...('templateId' in words ? named('words.templateId', 'template', words.templateId) : []),
  ...named('mailboxId', 'mailbox', mailboxId),
];

/** Every tree of an automation, and where it stands: its audience, and what the criteria of scores ask (A4). */
export function audiencesOf({
  audience,
  actions,
}: Pick<StoredAutomation, 'audience' | 'actions'>): { tree: AudienceGroup; path: string }[] {
  const ofScores = actions.flatMap((action, index) =>
    action.kind === 'compute_score'
      ? action.criteria.map(({ when }, n) => ({ tree: when, path: `actions[${index}].criteria[${n}].when` }))
      : [],
  );
  return [{ tree: audience, path: 'audience' }, ...ofScores];
}
