import type { z } from 'zod';
import type { FieldProblem } from './problems.ts';

/** Field problems of a failed parse. `place` is the part of the request: empty for the body, `query`, `path`. */
export function fieldProblems(error: z.ZodError, place: '' | 'query' | 'path'): FieldProblem[] {
  return error.issues.flatMap((issue) => problemsOf(issue, place));
}

function problemsOf(issue: z.core.$ZodIssue, place: string): FieldProblem[] {
  const field = pathOf(issue.path, place);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      field: pathOf([...issue.path, key], place),
      message: 'is not known here',
    }));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // The member that fits best says most: of the kind that was given, with the fewest fields wrong or unknown.
    const ofKind = issue.errors.filter((errors) => !errors.some(isOfOtherKind));
    const members = (ofKind.length > 0 ? ofKind : issue.errors).map((errors) =>
      errors.flatMap((inner) => problemsOf({ ...inner, path: [...issue.path, ...inner.path] }, place)),
    );
    return members.reduce((best, each) => (each.length < best.length ? each : best));
  }
  // A key of a map, such as a currency, is told by what its own schema says.
  if (issue.code === 'invalid_key') return [{ field, message: issue.issues[0]?.message ?? issue.message }];
  if (issue.code === 'invalid_type' && issue.input === undefined && /undefined/.test(issue.message)) {
    return [{ field, message: 'is required' }];
  }
  return [{ field, message: issue.message }];
}

/** Whether the value as a whole is something else than its schema takes, a text in the place of an object. */
function isOfOtherKind(issue: z.core.$ZodIssue): boolean {
  if (issue.path.length > 0) return false;
  if (issue.code === 'invalid_union')
    return issue.errors.length > 0 && issue.errors.every((errors) => errors.some(isOfOtherKind));
  return issue.code === 'invalid_type';
}

function pathOf(path: readonly PropertyKey[], place: string): string {
  const text = path.reduce<string>((head, key) => {
    if (typeof key === 'number') return `${head}[${key}]`;
    return head === '' ? String(key) : `${head}.${String(key)}`;
  }, place);
  return text === '' ? 'body' : text;
}
