import type { ReactNode } from 'react';
import { words } from '../words/en.ts';
import { Refusal, Skeleton } from './states.tsx';

interface List {
  rows: readonly unknown[];
  isPending: boolean;
  isSuccess: boolean;
  isPlaceholderData: boolean;
  error: unknown;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  refetch: () => unknown;
  fetchNextPage: () => unknown;
}

/** A list with its states; more of it on request. */
export function Pages({
  list,
  empty,
  isShort = false,
  children,
}: {
  list: List;
  empty: ReactNode;
  /** Only its beginning is wanted. */
  isShort?: boolean;
  children: ReactNode;
}) {
  if (list.isPending) return <Skeleton rows={4} />;
  return (
    <div className={list.isPlaceholderData ? 'dimmed' : undefined}>
      <Refusal error={list.error} onRetry={() => void list.refetch()} />
      {list.isSuccess && list.rows.length === 0 ? empty : children}
      {list.hasNextPage && !isShort && (
        <button type="button" disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {words.states.more}
        </button>
      )}
    </div>
  );
}
