import { useState } from 'react';
import { tagOf } from './call.ts';
import type { Input, OperationId, Reply } from './operations.ts';
import { Problem } from './problems.ts';
import { useAct } from './queries.ts';

/** Somebody changed the same thing meanwhile: what stands now, and what this form wanted all the same. */
export interface Conflict {
  /** What stands now, where it may be read. */
  theirs: Readonly<Record<string, unknown>> | null;
  /** The change once more, over theirs. */
  applyAgain: () => void;
  /** Theirs was taken over into the form: the next change is one of that. */
  takeTheirs: () => void;
}

export interface Save<I extends OperationId> {
  save: (input: Input<I>) => void;
  conflict: Conflict | null;
  /** Any other refusal. */
  error: unknown;
  isBusy: boolean;
}

/**
 * A change of something that was read: it says of which version, and is refused where another stands (409 or 412), so that
 * nobody's change is lost unseen.
 *
 * @param read what the form was filled from, as it was read
 * @param options.key another one where `read` has become another thing, such as the first reading of it
 */
export function useSave<I extends OperationId>(
  id: I,
  read: object,
  { onDone, key = '' }: { onDone?: (reply: Reply<I>) => void; key?: string } = {},
): Save<I> {
  const [of, setOf] = useState({ key, tag: tagOf(read) });
  // Where what is changed is read later than the form is there, its first reading counts.
  if (of.key !== key) setOf({ key, tag: tagOf(read) });
  const tag = of.key === key ? of.tag : tagOf(read);
  const setTag = (next: string | undefined): void => setOf({ key, tag: next });
  const act = useAct(id, {
    onDone: (reply) => {
      setTag(tagOf(reply));
      onDone?.(reply);
    },
  });
  const save = (input: Input<I>, of: string | undefined = tag): void =>
    act.mutate({ ...input, options: of === undefined ? {} : { ifMatch: of } });
  const { error, variables } = act;
  const isConflict = error instanceof Problem && error.code === 'precondition_failed';
  if (!isConflict) return { save, conflict: null, error, isBusy: act.isPending };
  const { current = null, etag } = error.extra as { current?: Record<string, unknown>; etag?: string };
  const now = (): void => setTag(etag);
  return {
    save,
    error: null,
    isBusy: act.isPending,
    conflict: {
      theirs: current,
      applyAgain: () => {
        if (!variables) return;
        const { options: _of, ...input } = variables;
        now();
        save(input as Input<I>, etag);
      },
      takeTheirs: () => {
        now();
        act.reset();
      },
    },
  };
}
