import { useState, type FormEvent } from 'react';
import { words } from '../words/en.ts';
import { review } from '../words/screens.ts';
import { Dialog } from './dialog.tsx';
import { Refusal } from './states.tsx';

/** An act that may, or has to, say why. It closes when it is done, and stays with what was typed when it is refused. */
export function ReasonDialog({
  title,
  about,
  act,
  isRequired = false,
  onAct,
  onClose,
}: {
  title: string;
  about: string;
  act: string;
  isRequired?: boolean;
  onAct: (reason: string) => Promise<void>;
  onClose: () => void;
}) {
  const [reason, setReason] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setBusy(true);
    onAct(reason.trim())
      .then(onClose, setError)
      .finally(() => setBusy(false));
  };
  return (
    <Dialog title={title} about={about} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <label className="field">
          {review.reason}
          <input
            value={reason}
            dir="auto"
            autoFocus
            required={isRequired}
            onChange={(event) => setReason(event.target.value)}
          />
        </label>
        <Refusal error={error} />
        <div className="row">
          <button type="submit" className="primary" disabled={isBusy}>
            {act}
          </button>
          <button type="button" onClick={onClose}>
            {words.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
