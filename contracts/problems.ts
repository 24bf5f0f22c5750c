/** Every problem the product answers with: code -> HTTP status and title (RFC 9457). The code is the end of `type`. */
export const PROBLEMS = {
  validation: { status: 422, title: 'The request has invalid fields' },
  malformed: { status: 400, title: 'The request cannot be read' },
  unauthenticated: { status: 401, title: 'A valid API key is needed' },
  forbidden: { status: 403, title: 'A permission is missing' },
  cross_site: { status: 403, title: 'The call may come from another site' },
  not_found: { status: 404, title: 'Not found' },
  method_not_allowed: { status: 405, title: 'The method is not allowed here' },
  conflict: { status: 409, title: 'It conflicts with the present state' },
  already_acted: { status: 409, title: 'Somebody was faster' },
  idempotency_mismatch: { status: 409, title: 'The Idempotency-Key was used with another request' },
  idempotency_running: { status: 409, title: 'The first request with this Idempotency-Key is still running' },
  precondition_failed: { status: 412, title: 'It was changed meanwhile' },
  too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The media type is not supported' },
  rate_limited: { status: 429, title: 'Too many requests' },
  no_language_model: { status: 409, title: 'No language model is configured' },
  not_written: { status: 502, title: 'The language model wrote nothing that may be sent' },
  internal: { status: 500, title: 'Something failed here' },
  unavailable: { status: 503, title: 'A part the product needs is not available' },
} as const;
export type ProblemCode = keyof typeof PROBLEMS;

/** One invalid field. `field` is a path like `steps[2].subject`, or `query.limit`, `line 7`, `header.…`. */
export interface FieldProblem {
  field: string;
  message: string;
  /** Of a folder: in which file it stands, and where; lines and columns count from 1. */
  file?: string;
  path?: string;
  line?: number;
  column?: number;
}

/** An expected refusal. Commands throw it, the API answers with it, nothing has been changed. */
export class ProblemError extends Error {
  readonly code: ProblemCode;
  readonly errors: readonly FieldProblem[];
  /** Further members of the problem document, such as what the person before did (Q3). */
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(
    code: ProblemCode,
    detail: string,
    errors: readonly FieldProblem[] = [],
    extra: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail);
    this.name = 'ProblemError';
    this.code = code;
    this.errors = errors;
    this.extra = extra;
  }
}

/** @throws ProblemError `not_found` unless there is a value. Hidden and absent look the same (U3). */
export function found<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new ProblemError('not_found', `No such ${what}.`);
  return value;
}

/** @throws ProblemError `validation` when there is any field problem. */
export function refuseInvalid(errors: readonly FieldProblem[], detail = 'Some fields are invalid.'): void {
  if (errors.length > 0) throw new ProblemError('validation', detail, errors);
}
