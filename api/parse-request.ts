import type { Request } from 'express';
import type { z } from 'zod';
import { fieldProblems } from '../contracts/field-problems.ts';
import type { Operation } from '../contracts/operation.ts';
import { type FieldProblem, refuseInvalid } from '../contracts/problems.ts';
import { wordsForIssue } from '../contracts/words-for-issues.ts';

/** The parts of a request after their schemas; a part without a schema is undefined. */
export interface ParsedRequest {
  params: unknown;
  query: unknown;
  body: unknown;
}

/**
 * Checks path, query and body together, so that a caller sees everything wrong in one answer.
 *
 * @param fields of a form, which count as members of the query
 *
 * @throws ProblemError `validation` with every invalid field
 */
export function parseRequest(
  operation: Operation,
  request: Request,
  fields: Readonly<Record<string, string>> = {},
): ParsedRequest {
  const problems: FieldProblem[] = [];
  const parse = (schema: z.ZodType | undefined, value: unknown, place: '' | 'query' | 'path'): unknown => {
    if (!schema) return undefined;
    if (isDeeperThan(value, MAX_NESTING)) {
      problems.push({ field: place || 'body', message: `is nested deeper than ${MAX_NESTING} levels` });
      return undefined;
    }
    problems.push(...unstorable(value, place));
    const result = schema.safeParse(value, { error: wordsForIssue });
    if (!result.success) {
      problems.push(...fieldProblems(result.error, place));
      return undefined;
    }
    return result.data;
  };
  const params = parse(operation.params, request.params, 'path');
  const query = parse(operation.query ?? undefined, { ...fields, ...request.query }, 'query');
  for (const name of Object.keys(fields)) {
    const twice = Object.hasOwn(request.query, name) && request.query[name] !== fields[name];
    if (twice)
      problems.push({ field: `query.${name}`, message: 'stands in the form too, with another value' });
  }
  if (!operation.query) problems.push(...unknownQuery(request));
  if (operation.isIdempotent) problems.push(...brokenKey(request));
  const body = parse(operation.body, hasBody(request) ? request.body : undefined, '');
  refuseInvalid(firstOfEachField(problems));
  return { params, query, body };
}

/** Whether there is a body: an absent one is not the same as `{}`. */
export function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function brokenKey(request: Request): FieldProblem[] {
  const key = request.get('idempotency-key');
  if (key === undefined || /^[\x21-\x7e]{1,255}$/.test(key)) return [];
  return [{ field: 'header.idempotency-key', message: 'must be 1 to 255 visible ASCII characters' }];
}

/** A field that breaks several rules is named once, with the first. */
function firstOfEachField(problems: readonly FieldProblem[]): FieldProblem[] {
  const seen = new Set<string>();
  return problems.filter(({ field }) => !seen.has(field) && seen.add(field));
}

function unknownQuery(request: Request): FieldProblem[] {
  return Object.keys(request.query).map((key) => ({ field: `query.${key}`, message: 'is not known here' }));
}

/** No body of the API is nested so deep; what walks one does so by calling itself. */
const MAX_NESTING = 64;

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeperThan(member, levels - 1));
}

/** PostgreSQL stores neither NUL nor half of a surrogate pair. */
const UNSTORABLE = /[\u0000\p{Surrogate}]/u;

/** Texts and keys, at any depth, that PostgreSQL cannot store. */
function unstorable(value: unknown, field: string): FieldProblem[] {
  if (typeof value === 'string') {
    return UNSTORABLE.test(value)
      ? [{ field: field || 'body', message: 'holds text that is not valid Unicode' }]
      : [];
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => unstorable(item, `${field}[${index}]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const path = field === '' ? key : `${field}.${key}`;
    return [...unstorable(key, field), ...unstorable(member, path)];
  });
}
