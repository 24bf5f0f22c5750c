import { useQueryClient } from '@tanstack/react-query';
import type { OperationId } from '../api/operations.ts';
import { words } from '../words/en.ts';
import { counted } from '../words/plural.ts';
import { useKeys } from './keys.ts';
import { useLocale } from './locale.ts';
import { clearWaiting, useWaiting } from './waiting-changes.ts';

/** What changed in a list since it was read; its rows stay where they are until somebody asks. */
export function ChangesBar({ of }: { of: readonly OperationId[] }) {
  const count = useWaiting(of);
  const client = useQueryClient();
  const { locale } = useLocale();
  const load = (): void => {
    clearWaiting(of);
    for (const id of of) void client.invalidateQueries({ queryKey: [id] });
  };
  useKeys({ '.': load });
  if (count === 0) return null;
  return (
    <p className="changes" role="status">
      {words.changes.here(counted(count, words.changes.forms, locale))}{' '}
      <button type="button" onClick={load}>
        {words.changes.load}
      </button>
    </p>
  );
}
