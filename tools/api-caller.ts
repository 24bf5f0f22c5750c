/** Calls the API with one key; every answer outside 2xx is an error with the words of its problem. */
export interface ApiCaller {
  get<T>(path: string): Promise<T>;
  /** Sends JSON, or a CSV text as it is. */
  post<T>(path: string, body?: { json?: unknown; csv?: string; idempotencyKey?: string }): Promise<T>;
}

interface Problem {
  title?: string;
  detail?: string;
  errors?: { field: string; message: string }[];
}

/** A caller of the API at `apiUrl`, in development tools. */
export function createApiCaller(apiUrl: string, key: string): ApiCaller {
  const call = async <T>(path: string, init: RequestInit): Promise<T> => {
    const headers = { ...(init.headers as Record<string, string>), authorization: `Bearer ${key}` };
    const answer = await fetch(`${apiUrl}${path}`, { ...init, headers });
    const text = await answer.text();
    const body: unknown = text === '' ? null : JSON.parse(text);
    if (answer.ok) return body as T;
    const { title, detail, errors = [] } = body as Problem;
    const words = errors.map(({ field, message }) => `${field} ${message}`).join('; ');
    throw new Error(
      `${init.method ?? 'GET'} ${path}: ${answer.status} ${detail ?? title ?? ''} ${words}`.trim(),
    );
  };
  return {
    get: (path) => call(path, {}),
    post: (path, { json, csv, idempotencyKey } = {}) =>
      call(path, {
        method: 'POST',
        headers: {
          ...(json !== undefined && { 'content-type': 'application/json' }),
          ...(csv !== undefined && { 'content-type': 'text/csv' }),
          ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
        },
        body: csv ?? (json === undefined ? null : JSON.stringify(json)),
      }),
  };
}
