import { readAgain, useAct } from '../../../api/queries.ts';
import { useLocale } from '../../../app/locale.ts';
import { Drawer } from '../../../parts/drawer.tsx';
import { useForm } from '../../../parts/form.ts';
import { SaveForm } from '../../../parts/save-form.tsx';
import { mailboxes as say } from '../../../words/mailboxes.ts';
import { settings } from '../../../words/settings.ts';
import { MailboxFields } from './mailbox-fields.tsx';
import { sentOf, typedOf } from './mailbox-values.ts';

/** A new mailbox; it is verified once it is there. */
export function NewMailbox({ onClose, onMade }: { onClose: () => void; onMade: (id: string) => void }) {
  const { zone } = useLocale();
  const form = useForm(typedOf(null, zone));
  const create = useAct('createMailbox', {
    onDone: ({ id }) => {
      readAgain('listMailboxes');
      onMade(id);
    },
  });
  return (
    <Drawer title={say.create} onClose={onClose}>
      <SaveForm
        label={say.create}
        saving={{ conflict: null, error: create.error, isBusy: create.isPending }}
        isDirty={form.isDirty}
        act={settings.create}
        onSave={() => create.mutate({ body: sentOf(form.values) })}
      >
        <MailboxFields form={form} error={create.error} read={null} />
      </SaveForm>
    </Drawer>
  );
}
