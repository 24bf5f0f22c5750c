import { useState } from 'react';
import { useAct, usePages } from '../../../api/queries.ts';
import type { Option } from '../../../parts/combobox.tsx';
import { FormDialog } from '../../../parts/form-dialog.tsx';
import { errorAt } from '../../../parts/form.ts';
import { UserPick } from '../../../parts/picks.tsx';
import { inbox as say } from '../../../words/inbox.ts';
import type { Detail, Filters, OnDone } from '../conversation.ts';

/** Gives a conversation to somebody else, or to nobody. */
export function AssignDialog({
  conversation,
  filters,
  onDone,
  onClose,
}: {
  conversation: Detail;
  filters: Filters;
  onDone: OnDone;
  onClose: () => void;
}) {
  const { id, assigneeId, version } = conversation;
  const users = usePages('listUsers', { query: { limit: 200 } });
  const [user, setUser] = useState<Option | null | undefined>(undefined);
  const assign = useAct('assignConversation', {
    onDone: ({ next }) => {
      onClose();
      onDone(say.assigned, next);
    },
  });
  const before = users.rows.find((each) => each.id === assigneeId);
  const chosen = user === undefined ? (before ? { id: before.id, name: before.name } : null) : user;
  return (
    <FormDialog
      title={say.assign}
      about={say.assignHint}
      act={say.assign}
      isBusy={assign.isPending}
      error={assign.error}
      onSubmit={() =>
        assign.mutate({
          params: { conversationId: id },
          query: filters,
          body: { assigneeId: chosen?.id ?? null, version },
        })
      }
      onClose={onClose}
    >
      <UserPick
        label={say.assignedTo}
        value={chosen}
        onChange={setUser}
        problem={errorAt(assign.error, 'assigneeId')}
        autoFocus
      />
    </FormDialog>
  );
}
