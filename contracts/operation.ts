import type { z } from 'zod';
import type { Permission } from './permissions.ts';
import type { ProblemCode } from './problems.ts';

/** Members of a path or a body that name a customer, or something of one. */
export type OwnedId =
  | 'customerId'
  | 'contactId'
  | 'noteId'
  | 'invoiceId'
  | 'relatedRecordId'
  | 'holdId'
  | 'promiseId'
  | 'signalId'
  | 'actionId'
  /** Of a message of an automation. */
  | 'messageId'
  /** Of a mail, which may be several customers': all that the caller sees have to be theirs. */
  | 'mailId'
  /** Of what a mail proposes. */
  | 'suggestionId'
  | 'enrollmentId';

/**
 * One call of the API: the only source of its route, its validation and its part of the OpenAPI document.
 * `path` is in OpenAPI form (`/v1/sequences/{sequenceId}`); `permission` null: any valid key; 'public': no key.
 */
export interface Operation {
  id: string;
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  path: string;
  tag: string;
  summary: string;
  description?: string;
  permission: Permission | 'public' | null;
  /**
   * Owners of customers may do it for these without the permission (U3). True: the command sees to whose it is; else the
   * member of path or body by which the call names what is the customer's, or those of which it names one.
   */
  isForOwners?: true | OwnedId | readonly OwnedId[];
  params?: z.ZodObject;
  query?: z.ZodObject;
  /** A JSON body. */
  body?: z.ZodType;
  /** Largest JSON body, where it may be larger than others. */
  bodyLimitBytes?: number;
  /** A file instead of a JSON body: streamed, as any CSV-like type or in a browser form. */
  csvBody?: string;
  /** A body that is read as bytes, since it is signed by whoever calls; both forms it may have. */
  signedBody?: { json: z.ZodType; form: z.ZodType };
  response: z.ZodType | null;
  /** A streamed CSV file instead of a JSON reply. */
  csvResponse?: string;
  /** Server-sent events instead of a JSON reply: the data of each. It goes on until one side ends it. */
  eventResponse?: z.ZodType;
  /** The bytes of a stored file instead of a JSON reply. */
  fileResponse?: string;
  /** Sets, or takes away, the cookie of a session. */
  setsCookie?: true;
  status: 200 | 201 | 202 | 204;
  /** Accepts `Idempotency-Key` (every creating call, O8). */
  isIdempotent?: boolean;
  /** Its reply is shown once: repeated with its `Idempotency-Key`, only whoever has the key of the first call gets it again. */
  givesSecret?: true;
  /** Beyond those that any call may answer (400, 401, 403, 404, 422, 429, 500). */
  problems?: readonly ProblemCode[];
}

/** Keeps the literal types of an operation, so that its handler is typed by it. */
export function operation<const T extends Operation>(definition: T): T {
  return definition;
}

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;
export type ParamsOf<T extends Operation> = Parsed<T['params']>;
export type QueryOf<T extends Operation> = Parsed<T['query']>;
export type BodyOf<T extends Operation> = Parsed<T['body']>;
/** What a handler returns: the plain value before it is checked against the response schema. */
export type ReplyOf<T extends Operation> = T['response'] extends z.ZodType
  ? z.input<T['response']>
  : undefined;
