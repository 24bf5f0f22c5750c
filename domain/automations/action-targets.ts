import type { AutomationAction } from '../../contracts/automations/actions.ts';
import type { AudienceGroup } from '../../contracts/automations/audiences.ts';

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
  | 'webhook';

/** Something that an action names, and where. */
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

/** The trees inside of actions, and where they stand: what the criteria of scores ask (A4). */
export function audiencesOf(actions: readonly AutomationAction[]): { tree: AudienceGroup; path: string }[] {
  return actions.flatMap((action, index) =>
    action.kind === 'compute_score'
      ? action.criteria.map(({ when }, n) => ({ tree: when, path: `actions[${index}].criteria[${n}].when` }))
      : [],
  );
}
