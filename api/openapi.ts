import { z } from 'zod';
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import type { Operation } from '../contracts/operation.ts';
import { versionedPairs } from './versions.ts';
import { operations } from '../contracts/operations.ts';
import { EVENT_EXAMPLES } from '../contracts/webhooks/examples.ts';
import { PROBLEMS, type ProblemCode } from '../contracts/problems.ts';
import { PROBLEM_TYPE, problemUri } from './problems.ts';
import { UPLOAD_TYPES } from './upload.ts';

const problemSchema = z
  .looseObject({
    type: z.string().meta({ example: problemUri('validation') }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z
      .array(
        z.strictObject({
          field: z.string(),
          message: z.string(),
          file: z.string().optional().meta({ description: 'Of a folder: the file in which it stands.' }),
          path: z.string().optional().meta({ description: 'Of a folder: the field in that file.' }),
          line: z.int().optional(),
          column: z.int().optional(),
        }),
      )
      .optional(),
    requestId: z.string(),
  })
  .meta({
    id: 'Problem',
    description: 'A refusal (RFC 9457). `errors` lists every invalid field; the end of `type` is the code.',
    example: {
      type: problemUri('validation'),
      title: PROBLEMS.validation.title,
      status: 422,
      detail: 'Some fields are invalid.',
      errors: [{ field: 'name', message: 'is required' }],
      requestId: '0a6f3b5e-5a0c-4a55-9d43-3a2d3c1f7c11',
    },
  });

const idempotencyHeaders = z.object({
  'Idempotency-Key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/)
    .optional()
    .meta({
      description: 'Repeat a call with the same key within 24 h: the first reply comes again, once done.',
    }),
});

const versioned = versionedPairs(operations);
const CHANGES: ReadonlySet<Operation> = new Set(versioned.map(({ change }) => change));
const VERSIONED: ReadonlySet<Operation> = new Set(versioned.flatMap(({ read, change }) => [read, change]));

const ifMatchHeaders = z.object({
  'If-Match': z.string().optional().meta({
    description:
      '`ETag` of what you read: if any member that you may change is another by now, nothing is changed and 412 shows `current`.',
  }),
});
const etagHeaders = z.object({
  ETag: z.string().meta({ description: 'Of the members that a change may name.' }),
});

const INTRODUCTION = `Send your key with every call: \`Authorization: Bearer ft_…\`; browsers sign in with it (Sessions).

- Instants are ISO 8601 in UTC, days \`YYYY-MM-DD\`, money decimal strings with the currency beside.
- Lists answer \`items\` and \`nextCursor\`; pass it as \`cursor\` for the next page.
- Creating calls accept \`Idempotency-Key\`: repeated within 24 h, the first reply is answered again.
- Refusals are \`application/problem+json\` and list every invalid field.`;

/** The OpenAPI 3.1 document of every operation, from the schemas that validate. */
export function openApiDocument(): ReturnType<typeof createDocument> {
  return createDocument({
    openapi: '3.1.0',
    info: { title: 'Followthrough', version: '1', description: INTRODUCTION },
    servers: [{ url: '/' }],
    security: [{ apiKey: [] }, { session: [], csrfToken: [] }],
    tags: [...new Set(operations.map((each) => each.tag))].map((name) => ({ name })),
    paths: pathsOf(operations),
    webhooks: Object.fromEntries([...EVENT_EXAMPLES].map(([event, data]) => [event, eventOf(event, data)])),
    components: {
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key: `ft_…`.' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'followthrough',
          description: 'The cookie of `createSession`; with https it is named `__Host-followthrough`.',
        },
        csrfToken: {
          type: 'apiKey',
          in: 'header',
          name: 'X-CSRF-Token',
          description: 'With the cookie, on everything but `GET`: the `csrfToken` of `getSession`.',
        },
      },
    },
  });
}

/** One event as it is posted (O5), with an example of its data. */
function eventOf(event: string, data: Record<string, unknown>): { post: ZodOpenApiOperationObject } {
  const members = Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, memberOf(name, value)]),
  );
  const body = z
    .strictObject({ type: z.literal(event), timestamp: z.iso.datetime(), data: z.looseObject(members) })
    .meta({ example: { type: event, timestamp: '2026-11-30T09:00:00.000Z', data } });
  return {
    post: {
      operationId: `event.${event}`,
      tags: ['Webhooks'],
      summary: event,
      requestBody: { required: true, content: { 'application/json': { schema: body } } },
      responses: { '200': { description: 'Any 2xx: taken.' } },
    },
  };
}

/** Of data that a message does not have, nothing is sent; `customerId` is null where it belongs to none. */
function memberOf(name: string, value: unknown): z.ZodType {
  const schema = Array.isArray(value)
    ? z.array(z.string())
    : typeof value === 'boolean'
      ? z.boolean()
      : z.string().nullable();
  return name === 'customerId' ? schema : schema.optional();
}

function pathsOf(all: readonly Operation[]): ZodOpenApiPathsObject {
  const paths: ZodOpenApiPathsObject = {};
  for (const each of all) paths[each.path] = { ...paths[each.path], [each.method]: describe(each) };
  return paths;
}

function describe(each: Operation): ZodOpenApiOperationObject {
  const path = each.params ?? null;
  const query = each.query ?? null;
  const parameters = {
    ...(path && { path }),
    ...(query && { query }),
    ...headersOf(each),
  };
  const body = each.body
    ? { 'application/json': { schema: each.body } }
    : (signedContent(each) ?? csvContent(each));
  return {
    operationId: each.id,
    tags: [each.tag],
    summary: each.summary,
    description: [each.description, permissionNote(each)].filter(Boolean).join('\n\n'),
    ...(each.permission === 'public' && { security: [] }),
    ...(Object.keys(parameters).length > 0 && { requestParams: parameters }),
    ...(body && { requestBody: { required: !each.body?.safeParse(undefined).success, content: body } }),
    responses: responsesOf(each),
  };
}

function headersOf(each: Operation) {
  if (CHANGES.has(each)) return { header: ifMatchHeaders };
  return each.isIdempotent ? { header: idempotencyHeaders } : {};
}

function signedContent({ signedBody }: Operation) {
  if (signedBody === undefined) return null;
  return {
    'application/json': { schema: signedBody.json },
    'application/x-www-form-urlencoded': { schema: signedBody.form },
  };
}

function csvContent(each: Operation) {
  if (each.csvBody === undefined) return null;
  const schema = z.string().meta({ description: each.csvBody });
  const form = z.looseObject({ file: schema }).meta({
    description: 'The file, and beside it fields with the names of query parameters.',
  });
  return Object.fromEntries(
    UPLOAD_TYPES.map((type) => [type, { schema: type.startsWith('multipart/') ? form : schema }]),
  );
}

function csvReply({ csvResponse, fileResponse, eventResponse }: Operation) {
  if (fileResponse !== undefined) {
    const schema = z.string().meta({ description: fileResponse, format: 'binary' });
    return { content: { 'application/octet-stream': { schema } } };
  }
  if (eventResponse !== undefined) return { content: { 'text/event-stream': { schema: eventResponse } } };
  if (csvResponse === undefined) return {};
  return { content: { 'text/csv': { schema: z.string().meta({ description: csvResponse }) } } };
}

function permissionNote({ permission, isForOwners }: Operation): string {
  if (permission === 'public') return 'Needs no key.';
  if (permission === null) return 'Any valid key.';
  return `Permission: \`${permission}\`${isForOwners === undefined ? '' : ', or for customers one owns'}.`;
}

function responsesOf(each: Operation): ZodOpenApiResponsesObject {
  const success = each.response
    ? {
        description: 'Done.',
        ...(VERSIONED.has(each) && { headers: etagHeaders }),
        content: { 'application/json': { schema: each.response } },
      }
    : { description: 'Done.', ...csvReply(each) };
  const responses: ZodOpenApiResponsesObject = { [`${each.status}`]: success };
  for (const [status, titles] of titlesByStatus(each)) {
    responses[`${status}` as '400'] = {
      description: titles.join('; '),
      content: { [PROBLEM_TYPE]: { schema: problemSchema } },
    };
  }
  return responses;
}

/** The codes that may answer an operation, by status. */
function titlesByStatus(each: Operation): Map<number, string[]> {
  const codes: ProblemCode[] = [
    'malformed',
    'rate_limited',
    'internal',
    'unavailable',
    'not_found',
    'validation',
  ];
  if (each.permission !== 'public') codes.push('unauthenticated', 'forbidden');
  if (each.permission !== 'public' && each.method !== 'get') codes.push('cross_site');
  if (each.body || each.csvBody !== undefined) codes.push('too_large', 'unsupported_media_type');
  if (CHANGES.has(each)) codes.push('precondition_failed');
  if (each.isIdempotent) codes.push('idempotency_mismatch', 'idempotency_running');
  const titles = new Map<number, string[]>();
  for (const code of new Set([...codes, ...(each.problems ?? [])])) {
    const { status, title } = PROBLEMS[code];
    titles.set(status, [...(titles.get(status) ?? []), title]);
  }
  return new Map([...titles].sort(([a], [b]) => a - b));
}
