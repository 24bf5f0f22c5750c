import type { ReactNode } from 'react';

/** What a part is, in a sentence, and what begins something new in it. */
export function PartHead({ title, about, act }: { title: string; about: string; act?: ReactNode }) {
  return (
    <header className="stack">
      <div className="row between wrap">
        <h2>{title}</h2>
        {act}
      </div>
      <p className="muted">{about}</p>
    </header>
  );
}
