import type { GivenAction } from '../../../../../contracts/automations/actions.ts';
import { useCall } from '../../../api/queries.ts';
import { automations as say } from '../../../words/automations.ts';

const MOST = 200;

/** What an action names, by the names of now; what cannot be read any more by its id. */
function useNameOf(action: GivenAction): string {
  const has = (member: string): boolean => member in action;
  const id = (member: string): string => (action as unknown as Record<string, string>)[member] ?? '';
  const labels = useCall('listLabelGroups', { query: { limit: MOST } }, { isOn: has('labelId') });
  const lists = useCall('listLists', { query: { limit: MOST } }, { isOn: has('listId') });
  const sequence = useCall(
    'getSequence',
    { params: { sequenceId: id('sequenceId') } },
    { isOn: has('sequenceId') },
  );
  const program = useCall(
    'getProgram',
    { params: { programId: id('programId') } },
    { isOn: has('programId') },
  );
  const isOfUser = has('userId') || (action.kind === 'email_user' && 'userId' in action.to);
  const users = useCall('listUsers', { query: { limit: MOST } }, { isOn: isOfUser });
  const words = 'words' in action && 'templateId' in action.words ? action.words.templateId : null;
  const templates = useCall('listTemplates', { query: { limit: MOST } }, { isOn: words !== null });
  const groups = useCall(
    'listVisibilityGroups',
    { query: { limit: MOST } },
    { isOn: action.kind === 'set_groups' },
  );
  const webhooks = useCall('listWebhooks', { query: { limit: MOST } }, { isOn: has('webhookId') });
  const senders = useCall('listSmsSenders', { query: { limit: MOST } }, { isOn: has('smsSenderId') });
  const among = (items: readonly { id: string; name: string }[] | undefined, wanted: string): string =>
    items?.find((each) => each.id === wanted)?.name ?? wanted;
  switch (action.kind) {
    case 'add_label':
    case 'remove_label':
      return among(
        labels.data?.items.flatMap((group) => group.labels),
        action.labelId,
      );
    case 'add_to_list':
    case 'remove_from_list':
      return among(lists.data?.items, action.listId);
    case 'enroll':
    case 'stop_enrollment':
      return sequence.data?.name ?? action.sequenceId;
    case 'enroll_in_program':
      return program.data?.name ?? action.programId;
    case 'assign_owner': {
      const who = action.userId === null ? say.nobody : among(users.data?.items, action.userId);
      return `${say.owners[action.owner]}: ${who}`;
    }
    case 'set_score':
    case 'add_score':
      return `${action.value}`;
    case 'set_property':
      return `${action.name}: ${action.value ?? say.nobody}`;
    case 'set_groups': {
      const names = action.groupIds.map((each) => among(groups.data?.items, each));
      return `${say.groupModes[action.mode]}: ${names.join(', ')}`;
    }
    case 'email_user': {
      const { to } = action;
      const whom =
        'owner' in to
          ? say.toKinds[to.owner]
          : 'userId' in to
            ? among(users.data?.items, to.userId)
            : to.address;
      return `${whom}: ${words === null ? subjectOf(action) : among(templates.data?.items, words)}`;
    }
    case 'email':
      return words === null ? subjectOf(action) : among(templates.data?.items, words);
    case 'sms':
      return `${among(senders.data?.items, action.smsSenderId)}: ${action.body}`;
    case 'compute_score':
      return action.criteria.map(({ name, points }) => `${name} (${points})`).join(', ');
    case 'webhook':
      return webhooks.data?.items.find((each) => each.id === action.webhookId)?.url ?? action.webhookId;
  }
}

const subjectOf = ({ words }: Extract<GivenAction, { words: unknown }>): string =>
  'subject' in words ? words.subject : '';

/** What an action is about, in words. */
export function ActionText({ action }: { action: GivenAction }) {
  return (
    <span className="muted" dir="auto">
      {useNameOf(action)}
    </span>
  );
}
