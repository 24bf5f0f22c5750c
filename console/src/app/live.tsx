import { useSyncExternalStore } from 'react';

type Manner = 'polite' | 'assertive';
let said: Record<Manner, string> = { polite: '', assertive: '' };
const listeners = new Set<() => void>();

/** Tells those who hear the page: counts and acts done politely, refusals at once. */
export function announce(text: string, manner: Manner = 'polite'): void {
  // The same words again are no change, which nobody reads out: a space that is not seen makes them one.
  said = { ...said, [manner]: said[manner] === text ? `${text}\u00a0` : text };
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** One region of each manner for the whole page. */
export function LiveRegions() {
  const now = useSyncExternalStore(subscribe, () => said);
  return (
    <>
      <div className="unseen" role="status" aria-live="polite">
        {now.polite}
      </div>
      <div className="unseen" role="alert" aria-live="assertive">
        {now.assertive}
      </div>
    </>
  );
}
