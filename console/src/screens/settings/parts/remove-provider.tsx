import { readAgain, useAct } from '../../../api/queries.ts';
import { ConfirmDialog } from '../../../parts/confirm-dialog.tsx';
import { providers as say } from '../../../words/mailboxes.ts';
import { settings } from '../../../words/settings.ts';

/** Takes away somebody who signs no mailbox in. */
export function RemoveProvider({
  provider: { id, name },
  onClose,
}: {
  provider: { id: string; name: string };
  onClose: () => void;
}) {
  const remove = useAct('removeOauthProvider', {
    onDone: () => {
      readAgain('listOauthProviders');
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={say.removeTitle(name)}
      about={say.removeAbout}
      act={settings.remove}
      isBusy={remove.isPending}
      error={remove.error}
      onAct={() => remove.mutate({ params: { providerId: id } })}
      onClose={onClose}
    />
  );
}
