import { Dialog } from 'radix-ui';
import { useId, useState, type FormEvent } from 'react';
import { Refusal } from '../parts/states.tsx';
import { words } from '../words/en.ts';
import type { Credential } from './session.tsx';

interface Props {
  onSignIn: (credential: Credential) => Promise<void>;
}

/** The key goes to the server once and is kept nowhere. */
function KeyForm({ onSignIn, error: first = null }: Props & { error?: unknown }) {
  const [key, setKey] = useState('');
  const [error, setError] = useState<unknown>(first);
  const [isBusy, setBusy] = useState(false);
  const id = useId();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setBusy(true);
    onSignIn({ key: key.trim() })
      .catch(setError)
      .finally(() => setBusy(false));
  };
  return (
    <form onSubmit={submit} className="stack">
      <label htmlFor={id}>{words.signIn.key}</label>
      <input
        id={id}
        type="password"
        autoComplete="current-password"
        autoFocus
        required
        value={key}
        onChange={(event) => setKey(event.target.value)}
      />
      <Refusal error={error} />
      <button type="submit" className="primary" disabled={isBusy}>
        {words.signIn.act}
      </button>
    </form>
  );
}

/** The whole page, while nobody is signed in. */
export function SignIn({ notice, ...form }: Props & { notice: string | null; error?: unknown }) {
  return (
    <main className="sign-in">
      <h1>{words.product}</h1>
      {notice !== null && <p role="alert">{notice}</p>}
      <KeyForm {...form} />
      <p className="muted">{words.signIn.how}</p>
    </main>
  );
}

/** Over a page that stays as it is: the call that was refused is repeated afterwards. */
export function SignInOver(props: Props) {
  return (
    <Dialog.Root open>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="dialog" onEscapeKeyDown={(event) => event.preventDefault()}>
          <Dialog.Title>{words.signIn.title}</Dialog.Title>
          <Dialog.Description>{words.signIn.again}</Dialog.Description>
          <KeyForm {...props} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
