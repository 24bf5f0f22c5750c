import { useEffect, useState, type ReactNode } from 'react';
import { Problem } from '../api/problems.ts';
import { words } from '../words/en.ts';

const PATIENCE_MS = 150;

/** Grey bars where rows will be, once it takes longer than a blink. */
export function Skeleton({ rows = 6 }: { rows?: number }) {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!isLate) return null;
  return (
    <div className="skeleton" aria-label={words.states.loading} role="status">
      {Array.from({ length: rows }, (_each, index) => (
        <div key={index} className="skeleton-row" />
      ))}
    </div>
  );
}

/** Why there is nothing, and what to do next. */
export function Empty({ children, act }: { children: ReactNode; act?: ReactNode }) {
  return (
    <div className="empty">
      <p>{children}</p>
      {act}
    </div>
  );
}

/** What the API refused, in its own words. */
export function Refusal({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  if (!error) return null;
  return (
    <div className="refusal" role="alert">
      <p dir="auto">{wordsOf(error)}</p>
      {error instanceof Problem && error.errors.length > 0 && (
        <ul>
          {error.errors.map(({ field, message }) => (
            <li key={field + message}>
              {field}: {message}
            </li>
          ))}
        </ul>
      )}
      {onRetry && (
        <button type="button" onClick={onRetry}>
          {words.states.retry}
        </button>
      )}
    </div>
  );
}

/** A refusal in words for people. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Problem)) return error instanceof Error ? error.message : String(error);
  if (error.code === 'not_found') return words.states.notThere;
  if (error.code === 'lost') return words.states.lost;
  return error.message;
}

interface Read<T> {
  data: T | undefined;
  error: unknown;
  isPending: boolean;
  refetch: () => unknown;
}

/** A panel by itself: it waits, fails and is retried without its neighbours. */
export function Shown<T>({
  read,
  rows,
  children,
}: {
  read: Read<T>;
  rows?: number;
  children: (data: NonNullable<T>) => ReactNode;
}) {
  if (read.data !== undefined && read.data !== null) return <>{children(read.data)}</>;
  if (read.error) return <Refusal error={read.error} onRetry={() => void read.refetch()} />;
  return <Skeleton {...(rows !== undefined && { rows })} />;
}
