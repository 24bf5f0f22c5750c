import type { Conflict as Found } from '../api/save.ts';
import { words } from '../words/en.ts';

/** Somebody saved meanwhile: what is typed stays, and is saved over theirs, or given up for theirs. */
export function Conflict({
  conflict,
  onTheirs,
}: {
  conflict: Found | null;
  /** Fills the form with theirs; without it they are only told of. */
  onTheirs?: (theirs: Readonly<Record<string, unknown>>) => void;
}) {
  if (!conflict) return null;
  const { theirs } = conflict;
  return (
    <div className="refusal" role="alert">
      <p>{words.conflict.told}</p>
      <div className="row wrap">
        {theirs !== null && onTheirs && (
          <button
            type="button"
            onClick={() => {
              onTheirs(theirs);
              conflict.takeTheirs();
            }}
          >
            {words.conflict.theirs}
          </button>
        )}
        <button type="button" onClick={conflict.applyAgain}>
          {words.conflict.mine}
        </button>
      </div>
    </div>
  );
}
