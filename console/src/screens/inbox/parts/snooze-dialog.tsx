import { useAct } from '../../../api/queries.ts';
import { useLocale } from '../../../app/locale.ts';
import { TextField } from '../../../parts/fields.tsx';
import { FormDialog } from '../../../parts/form-dialog.tsx';
import { useForm } from '../../../parts/form.ts';
import { instantIn } from '../../../parts/instant.ts';
import { inbox as say } from '../../../words/inbox.ts';
import type { Detail, Filters, OnDone } from '../conversation.ts';

/** Out of sight until a moment, in the zone of the organisation. */
export function SnoozeDialog({
  conversation: { id, version },
  filters,
  onDone,
  onClose,
}: {
  conversation: Detail;
  filters: Filters;
  onDone: OnDone;
  onClose: () => void;
}) {
  const { zone } = useLocale();
  const form = useForm({ day: '', time: '08:00' });
  const snooze = useAct('snoozeConversation', {
    onDone: ({ next }) => {
      onClose();
      onDone(say.snoozed, next);
    },
  });
  const { day, time } = form.values;
  return (
    <FormDialog
      title={say.snoozeTitle}
      about={zone}
      act={say.snooze}
      isBusy={snooze.isPending}
      error={snooze.error}
      onSubmit={() =>
        snooze.mutate({
          params: { conversationId: id },
          query: filters,
          body: { until: instantIn(zone, { day, time }), version },
        })
      }
      onClose={onClose}
    >
      <div className="fields">
        <TextField
          kind="date"
          label={say.snoozeDay}
          bind={form.bind('day')}
          error={snooze.error}
          errorField="until"
          isRequired
          autoFocus
        />
        <TextField kind="time" label={say.snoozeTime} bind={form.bind('time')} isRequired />
      </div>
    </FormDialog>
  );
}
