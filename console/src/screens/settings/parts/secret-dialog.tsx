import { Copy } from '../../../parts/copy.tsx';
import { Dialog } from '../../../parts/dialog.tsx';
import { words } from '../../../words/en.ts';
import { settings as say } from '../../../words/settings.ts';

/** A secret at the one moment it is shown; it is kept nowhere here and gone with the dialog. */
export function SecretDialog({
  title,
  about,
  secret,
  onClose,
}: {
  title: string;
  about: string;
  secret: string;
  onClose: () => void;
}) {
  return (
    <Dialog title={title} about={about} onClose={onClose}>
      <code className="secret" dir="ltr">
        {secret}
      </code>
      <div className="row wrap">
        <Copy text={secret} label={words.copy} />
        <button type="button" onClick={onClose}>
          {say.secretKept}
        </button>
      </div>
    </Dialog>
  );
}
