/** Calls the API with one key; every answer outside 2xx is an error with the words of its problem. */
export interface ApiCaller {
  get<T>(path: string): Promise<T>;
  /** Sends JSON, or a CSV text as it is. */
  post<T>(path: string, body?: { json?: unknown; csv?: string; idempotencyKey?: string }): Promise<T>;
  patch<T>(path: string, json: unknown): Promise<T>;
}

/** A refusal, as far as tools read it. */
interface Problem {
  title?: string;
  detail?: string;
  errors?: { field: string; message: string; line?: number; column?: number }[];
}

/** An answer outside 2xx. */
export class Refusal extends Error {
  readonly status: number;
  readonly problem: Problem;
  constructor(message: string, status: number, problem: Problem) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.problem = problem;
  }
}

/** A caller of the API at `apiUrl`, in development tools. */
export function createApiCaller(apiUrl: string, key: string): ApiCaller {
  const call = async <T>(path: string, init: RequestInit): Promise<T> => {
    const headers = { ...(init.headers as Record<string, string>), authorization: `Bearer ${key}` };
    const answer = await fetch(`${apiUrl}${path}`, { ...init, headers });
    const text = await answer.text();
    const body: unknown = text === '' ? null : JSON.parse(text);
    if (answer.ok) return body as T;
    const problem = body as Problem;
    const { title, detail, errors = [] } = problem;
    const words = errors.map(({ field, message }) => `${field} ${message}`).join('; ');
    const what = `${init.method ?? 'GET'} ${path}: ${answer.status} ${detail ?? title ?? ''} ${words}`;
    throw new Refusal(what.trim(), answer.status, problem);
  };
  const asJson = { 'content-type': 'application/json' };
  return {
    get: (path) => call(path, {}),
    patch: (path, json) => call(path, { method: 'PATCH', headers: asJson, body: JSON.stringify(json) }),
    post: (path, { json, csv, idempotencyKey } = {}) =>
      call(path, {
        method: 'POST',
        headers: {
          ...(json !== undefined && asJson),
          ...(csv !== undefined && { 'content-type': 'text/csv' }),
          ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
        },
        body: csv ?? (json === undefined ? null : JSON.stringify(json)),
      }),
  };
}
