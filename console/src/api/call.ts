import { OPERATIONS } from 'virtual:operations';
import type { Input, OperationId, Reply } from './operations.ts';
import { Problem, problemOf } from './problems.ts';

/** Of every operation of the API: how it is called. */
const places = new Map(
  OPERATIONS.split('\n').map((line) => {
    const [id = '', method = 'get', path = ''] = line.split(' ');
    return [id, { method: method.toUpperCase(), path }] as const;
  }),
);

/** What the session gives to calls: the token that writes carry, and what is done when it is over. */
interface Gate {
  csrfToken: string | null;
  /** Resolves when somebody signed in again, so that the call is repeated. */
  signInAgain: () => Promise<void>;
}
export const gate: Gate = { csrfToken: null, signInAgain: () => Promise.reject(new Error('no session')) };

/** What a call may carry beyond its input. */
export interface CallOptions {
  signal?: AbortSignal;
  /** Of a call that must not happen twice: the same one for its repetition. */
  idempotencyKey?: string;
  /** Of a change: what it is a change of ({@link tagOf}); refused where that is not what stands any more. */
  ifMatch?: string;
  /** False: a 401 is an answer like others. */
  isSessionNeeded?: boolean;
}

const tags = new WeakMap<object, string>();

/** The version of what was read (`ETag`), for a change of it; undefined: it has none. */
export const tagOf = (read: unknown): string | undefined =>
  typeof read === 'object' && read !== null ? tags.get(read) : undefined;

/** Says of a copy of what was read which version it is. */
export function keepTag<T>(read: unknown, copy: T): T {
  const tag = tagOf(read);
  if (tag !== undefined && typeof copy === 'object' && copy !== null) tags.set(copy, tag);
  return copy;
}

/** By how much the clock here is ahead of the server's, by its latest answer; never less than 0. */
let aheadMs = 0;

/** Now, and not later than now is for the server. */
export const serverNow = (): Date => new Date(Date.now() - aheadMs);

function compareClocks(response: Response): void {
  const at = Date.parse(response.headers.get('date') ?? '');
  if (!Number.isNaN(at)) aheadMs = Math.max(0, Date.now() - at);
}

/** The address of an operation, with the ids of its path and its filters. */
export function addressOf(
  { path }: { path: string },
  params: Record<string, unknown> = {},
  query: Record<string, unknown> = {},
): string {
  const filled = path.replace(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(String(params[name])));
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) =>
      value === undefined || value === null || value === '' ? [] : [[name, String(value)]],
    ),
  ).toString();
  return search === '' ? filled : `${filled}?${search}`;
}

interface Loose {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
  /** Delimited text, sent as it is: what it is written in is said by its mark, the filters, or nobody. */
  file?: Blob;
}

/** Where what is downloaded is; the browser asks for it by itself. */
export function hrefOf<I extends OperationId>(id: I, input: Input<I>): string {
  const place = places.get(id);
  if (!place) throw new Error(`the API has no operation ${id}`);
  const { params, query } = input as Loose;
  return addressOf(place, params, query);
}

/**
 * Calls an operation of the API.
 * @throws Problem what it refused, or `lost` when no answer came.
 */
export async function call<I extends OperationId>(
  id: I,
  input: Input<I>,
  options: CallOptions = {},
): Promise<Reply<I>> {
  return (await callByName(id, input as Loose, options)) as Reply<I>;
}

/** The same for operations that the console's types do not know. */
export async function callByName(id: string, input: Loose, options: CallOptions = {}): Promise<unknown> {
  const place = places.get(id);
  if (!place) throw new Error(`the API has no operation ${id}`);
  const response = await request(place, input, options);
  if (response.status === 401 && options.isSessionNeeded !== false) {
    await gate.signInAgain();
    return callByName(id, input, { ...options, isSessionNeeded: false });
  }
  compareClocks(response);
  const text = await response.text().catch(() => '');
  const document = parsed(text);
  if (!response.ok) throw problemOf(response.status, document);
  const tag = response.headers.get('etag');
  if (tag !== null && typeof document === 'object' && document !== null) tags.set(document, tag);
  return document;
}

/** Where a file with these filters is to be had: a link, so that the browser saves it. */
export const exportAddress = (id: OperationId, query: Record<string, unknown>): string => {
  const place = places.get(id);
  return place ? addressOf(place, {}, query) : '';
};

/** Where an operation without ids is; null: the API has none of that name. */
export const pathOf = (id: string): string | null => places.get(id)?.path ?? null;

async function request(
  { method, path }: { method: string; path: string },
  { params, query, body, file }: Loose,
  { signal, idempotencyKey, ifMatch }: CallOptions,
): Promise<Response> {
  const headers = new Headers({ Accept: 'application/json' });
  if (method !== 'GET' && gate.csrfToken !== null) headers.set('X-CSRF-Token', gate.csrfToken);
  if (body !== undefined) headers.set('Content-Type', 'application/json');
  if (file !== undefined) headers.set('Content-Type', 'text/csv');
  if (idempotencyKey !== undefined) headers.set('Idempotency-Key', idempotencyKey);
  if (ifMatch !== undefined) headers.set('If-Match', ifMatch);
  try {
    return await fetch(addressOf({ path }, params, query), {
      method,
      headers,
      credentials: 'same-origin',
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(file !== undefined && { body: file }),
      ...(signal && { signal }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Problem('lost', { detail: 'The server does not answer.' });
  }
}

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
