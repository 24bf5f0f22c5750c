import { useState } from 'react';
import { readAgain, useAct, useCall } from '../../../api/queries.ts';
import { SelectField } from '../../../parts/fields.tsx';
import { FormDialog } from '../../../parts/form-dialog.tsx';
import { mailboxes as say, smsSenders } from '../../../words/mailboxes.ts';

/** Ends the sending of a mailbox or an sms sender, and names who sends in its place. */
export function RetireDialog({
  kind,
  id,
  name,
  onClose,
}: {
  kind: 'mailbox' | 'smsSender';
  id: string;
  name: string;
  onClose: () => void;
}) {
  const isMailbox = kind === 'mailbox';
  const [successor, setSuccessor] = useState('');
  const mailboxes = useCall('listMailboxes', { query: { limit: 200 } }, { isOn: isMailbox });
  const senders = useCall('listSmsSenders', { query: { limit: 200 } }, { isOn: !isMailbox });
  const onDone = (): void => {
    readAgain('getMailbox', 'listMailboxes', 'getSmsSender', 'listSmsSenders');
    onClose();
  };
  const ofMailbox = useAct('retireMailbox', { onDone });
  const ofSender = useAct('retireSmsSender', { onDone });
  const act = isMailbox ? ofMailbox : ofSender;
  const others = (isMailbox ? mailboxes.data?.items : senders.data?.items) ?? [];
  const options = others
    .filter((each) => each.id !== id && each.retiredAt === null)
    .map((each) => [each.id, each.name] as const);
  const submit = (): void => {
    const body = { successorId: successor === '' ? null : successor };
    if (isMailbox) ofMailbox.mutate({ params: { mailboxId: id }, body });
    else ofSender.mutate({ params: { smsSenderId: id }, body });
  };
  return (
    <FormDialog
      title={say.retireTitle(name)}
      about={isMailbox ? say.retireAbout : smsSenders.retireAbout}
      act={say.retire}
      isDanger
      isBusy={act.isPending}
      error={act.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <SelectField
        label={say.successor}
        bind={{ name: 'successorId', value: successor, onChange: setSuccessor }}
        error={act.error}
        options={[['', say.nobody], ...options]}
        autoFocus
      />
    </FormDialog>
  );
}
