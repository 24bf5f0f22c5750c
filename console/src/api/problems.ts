import type { FieldProblem, ProblemCode } from '../../../contracts/problems.ts';

/** `lost`: no answer came; whether the call had its effect is not known. */
export type Code = ProblemCode | 'lost';

/** A refusal of the API (RFC 9457), or an answer that did not come. */
export class Problem extends Error {
  readonly code: Code;
  readonly status: number;
  readonly title: string;
  readonly errors: readonly FieldProblem[];
  /** Further members of the document, such as what the person before did. */
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(
    code: Code,
    {
      status = 0,
      title = '',
      detail,
      errors = [],
      extra = {},
    }: {
      status?: number;
      title?: string;
      detail: string;
      errors?: readonly FieldProblem[];
      extra?: Readonly<Record<string, unknown>>;
    },
  ) {
    super(detail);
    this.name = 'Problem';
    this.code = code;
    this.status = status;
    this.title = title;
    this.errors = errors;
    this.extra = extra;
  }

  /** What a field was refused for; `subject` also finds `body.subject`. */
  errorAt(field: string): string | undefined {
    return this.errors.find((each) => each.field === field || each.field.endsWith(`.${field}`))?.message;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Reads a problem document; what is none, as a proxy answers it, becomes one. */
export function problemOf(status: number, document: unknown): Problem {
  if (!isRecord(document) || typeof document['type'] !== 'string') {
    return new Problem(status >= 500 ? 'unavailable' : 'malformed', {
      status,
      detail: `The server answered with ${status}.`,
    });
  }
  const { type, title, detail, errors, ...extra } = document;
  return new Problem((type as string).split(':').at(-1) as Code, {
    status,
    title: String(title ?? ''),
    detail: String(detail ?? title ?? ''),
    errors: Array.isArray(errors) ? (errors as FieldProblem[]) : [],
    extra,
  });
}
