import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { wordsOf } from '../parts/states.tsx';
import { words } from '../words/en.ts';
import { useKeys } from './keys.ts';
import { announce } from './live.tsx';

const SHOWN_MS = 10_000;

interface Toast {
  id: number;
  text: string;
  undo?: () => Promise<unknown>;
}

let toasts: readonly Toast[] = [];
let last = 0;
const listeners = new Set<() => void>();
const change = (next: readonly Toast[]): void => {
  toasts = next;
  for (const listener of listeners) listener();
};
const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Says that an act is done; `undo` only where the API can truly take it back. */
export function toast(text: string, undo?: () => Promise<unknown>): void {
  last += 1;
  announce(text);
  change([...toasts, { id: last, text, ...(undo && { undo }) }]);
}

const drop = (id: number): void => change(toasts.filter((each) => each.id !== id));

/** What was just done, for ten seconds and while it has the focus (F6 goes there). */
export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  const region = useRef<HTMLElement>(null);
  useKeys({ F6: () => region.current?.querySelector('button')?.focus() }, { isOn: shown.length > 0 });
  return (
    <section ref={region} className="toasts" aria-label={words.toasts.region}>
      {shown.map((each) => (
        <OneToast key={each.id} toast={each} />
      ))}
    </section>
  );
}

function OneToast({ toast: { id, text, undo } }: { toast: Toast }) {
  const [isHeld, setHeld] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  useEffect(() => {
    if (isHeld) return undefined;
    const timer = setTimeout(() => drop(id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [id, isHeld]);
  const takeBack = (): void => {
    undo?.().then(
      () => {
        announce(words.toasts.undone);
        drop(id);
      },
      (error: unknown) => setRefusal(wordsOf(error)),
    );
  };
  return (
    <div
      className="toast row"
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
    >
      <p dir="auto">{refusal ?? text}</p>
      {undo && refusal === null && (
        <button type="button" onClick={takeBack}>
          {words.toasts.undo}
        </button>
      )}
      <button type="button" className="plain" aria-label={words.close} onClick={() => drop(id)}>
        ×
      </button>
    </div>
  );
}
