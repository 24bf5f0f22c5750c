import { useState } from 'react';
import { announce } from '../app/live.tsx';
import { words } from '../words/en.ts';

/** Puts a text where it can be pasted from, and says so. */
export function Copy({ text, label }: { text: string; label: string }) {
  const [isDone, setDone] = useState(false);
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => {
        setDone(true);
        announce(words.copied);
      },
      (error: unknown) => announce(String(error), 'assertive'),
    );
  };
  return (
    <button type="button" onClick={copy}>
      {isDone ? words.copied : label}
    </button>
  );
}
