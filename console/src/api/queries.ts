import {
  keepPreviousData,
  QueryClient,
  replaceEqualDeep,
  useInfiniteQuery,
  useMutation,
  useQuery,
  type UseMutationResult,
} from '@tanstack/react-query';
import { useRef } from 'react';
import { call, keepTag, type CallOptions } from './call.ts';
import type { Input, ItemOf, OperationId, Reply } from './operations.ts';
import { Problem } from './problems.ts';

const MOST_RETRIES = 2;

/** Reads are tried again when no answer came, never when the API refused; writes never by themselves. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      structuralSharing: (before, read) => keepTag(read, replaceEqualDeep(before, read)),
      refetchOnWindowFocus: false,
      retry: (count, error) =>
        count < MOST_RETRIES && error instanceof Problem && ['lost', 'unavailable'].includes(error.code),
    },
    mutations: { retry: false },
  },
});

/** How a read is kept: `isOn` false: not yet; `everyMs`: read again after so long, null: no more. */
interface Reading<I extends OperationId> {
  isOn?: boolean;
  isKept?: boolean;
  everyMs?: (read: Reply<I> | undefined) => number | null;
}

/** What an operation answers, read when it is shown. */
export function useCall<I extends OperationId>(
  id: I,
  input: Input<I>,
  { isOn = true, isKept = false, everyMs }: Reading<I> = {},
) {
  return useQuery<Reply<I>, Error>({
    queryKey: [id, input],
    queryFn: ({ signal }) => call(id, input, { signal }),
    enabled: isOn,
    ...(isKept && { placeholderData: keepPreviousData }),
    ...(everyMs && { refetchInterval: (query) => everyMs(query.state.data) ?? false }),
  });
}

type Paged = { items: unknown[]; nextCursor: string | null };

/** The pages of a list; a filter that changes keeps the old rows, dimmed, until the new ones are there. */
export function usePages<I extends OperationId>(id: I, input: Input<I>) {
  const pages = useInfiniteQuery({
    // Kept apart from the same list read as one thing (useCall), which has another shape.
    queryKey: [id, input, 'pages'],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ signal, pageParam }) => {
      const { query } = input as { query?: object };
      const asked = { ...input, query: { ...query, ...(pageParam !== undefined && { cursor: pageParam }) } };
      return (await call(id, asked as Input<I>, { signal })) as Reply<I> & Paged;
    },
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
  const rows = (pages.data?.pages.flatMap(({ items }) => items) ?? []) as ItemOf<I>[];
  return { ...pages, rows, first: pages.data?.pages[0] };
}

const KEY_BYTES = 16;

/** A key that nobody used before; pages over plain http have no other source of one. */
const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(KEY_BYTES)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');

/** A file by its name, size and age: as JSON every file looks the same. */
const named = (_name: string, value: unknown): unknown =>
  value instanceof File ? `${value.name} ${value.size} ${value.lastModified}` : value;

/** Whether the call may have had its effect all the same. */
const isUnanswered = (error: unknown): boolean =>
  error instanceof Problem && (error.code === 'lost' || error.status >= 500);

/**
 * An act: its reply is the truth, nothing is shown before it is there. Where no answer came, the same act again carries the
 * same `Idempotency-Key`, so that it happens once.
 */
export function useAct<I extends OperationId>(
  id: I,
  { onDone }: { onDone?: (reply: Reply<I>, input: Input<I>) => void } = {},
): UseMutationResult<Reply<I>, Error, Input<I> & { options?: CallOptions }> {
  const unanswered = useRef<{ input: string; key: string } | null>(null);
  return useMutation({
    mutationFn: async ({ options, ...input }) => {
      const text = JSON.stringify(input, named);
      const key = unanswered.current?.input === text ? unanswered.current.key : newKey();
      unanswered.current = null;
      try {
        return await call(id, input as Input<I>, { idempotencyKey: key, ...options });
      } catch (error) {
        if (isUnanswered(error)) unanswered.current = { input: text, key };
        throw error;
      }
    },
    onSuccess: (reply, input) => onDone?.(reply, input),
  });
}

/** Reads one thing ahead. */
export function readAhead<I extends OperationId>(id: I, input: Input<I>): void {
  void queryClient.prefetchQuery({
    queryKey: [id, input],
    queryFn: ({ signal }) => call(id, input, { signal }),
  });
}

/** Reads again what an act has changed, where the stream of changes does not tell of it soon enough for whoever acted. */
export function readAgain(...ids: readonly OperationId[]): void {
  for (const id of ids) void queryClient.invalidateQueries({ queryKey: [id] });
}
