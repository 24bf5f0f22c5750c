import express, { type Request, type RequestHandler, type Response } from 'express';
import type { Actor, Viewer } from '../contracts/actor.ts';
import type { BodyOf, Operation, OwnedId, ParamsOf, QueryOf } from '../contracts/operation.ts';
import { ProblemError } from '../contracts/problems.ts';
import { answer, type Answer } from './answers.ts';
import type { Authenticator } from './authenticate.ts';
import type { ApiDeps } from './deps.ts';
import { hasBody, type ParsedRequest, parseRequest } from './parse-request.ts';
import { signedBody } from './signed-body.ts';
import { uploadOf, type Upload } from './upload.ts';
import { etagOf, preconditionOf, type Versioned } from './versions.ts';

/** What a handler works with: the parts of the request, parsed by the schemas of its operation. */
export interface Call<T extends Operation> {
  deps: ApiDeps;
  /** Null only for operations with permission `public`. */
  actor: T['permission'] extends 'public' ? null : Actor;
  params: ParamsOf<T>;
  query: QueryOf<T>;
  body: BodyOf<T>;
  /** The file that came to an operation with `csvBody`. */
  csv: T['csvBody'] extends string ? Upload : undefined;
  /** The bytes that came to an operation with `signedBody`. */
  raw: T['signedBody'] extends object ? Buffer : undefined;
  req: Request;
}

/** An operation with its handler. */
export interface Route {
  operation: Operation;
  handler: (call: Call<Operation>) => Promise<unknown>;
}

type Handler<T extends Operation> = (call: Call<T>) => Promise<Answer<T>>;

/** A handler for each operation of a list, by the operation's id. */
type Handlers<L extends readonly Operation[]> = {
  [I in L[number]['id']]: Handler<Extract<L[number], { id: I }>>;
};

/** Refuses handlers beyond those of the list, also where they come out of a variable. */
type NoOthers<H, I> = { [K in Exclude<keyof H, I>]: never };

/**
 * Joins the operations of a list and their handlers, each typed by the schemas of its operation. A handler that is missing,
 * that belongs to no operation of the list or that answers something else does not compile.
 */
export function routesOf<const L extends readonly Operation[], H extends Handlers<L>>(
  operations: L,
  handlers: H & NoOthers<H, L[number]['id']>,
): Route[] {
  const byId = handlers as unknown as Record<string, Route['handler']>;
  return operations.map((operation) => ({ operation, handler: byId[operation.id] as Route['handler'] }));
}

/** How a route is served. */
export interface ServeOptions {
  deps: ApiDeps;
  authenticator: Authenticator;
  /** Resources of which a change may say what it is a change of. */
  versions: ReadonlyMap<Operation, Versioned>;
  /** Tests only: a reply that breaks its response schema becomes a 500. */
  checkResponses: boolean;
}

/** The middlewares of one route, in order: who, may they, what, do it. */
export function serve(route: Route, options: ServeOptions): RequestHandler[] {
  const { operation } = route;
  const readJson = express.json({
    limit: operation.bodyLimitBytes ?? options.deps.config.jsonLimitBytes,
    strict: false,
    type: () => true,
    verify: refuseBrokenText,
  });
  const steps: RequestHandler[] = [identify(operation, options)];
  if (operation.body) steps.push(requireJson, readJson);
  if (operation.signedBody) steps.push(...signedBody(options.deps, options.authenticator));
  steps.push(run(route, options));
  return steps;
}

function identify(
  { permission, isForOwners }: Operation,
  { authenticator, deps: { db, store } }: ServeOptions,
): RequestHandler {
  return async (request, response, next) => {
    if (permission === 'public') return next();
    const viewer = await authenticator.authenticate(request, response);
    if (!viewer) return;
    const isPermitted = permission === null || viewer.permissions.includes(permission);
    const may = isPermitted || (isForOwners !== undefined && (await store.ownership.ownsAny(db, viewer)));
    if (!may) throw forbidden(permission);
    response.locals['caller'] = viewer;
    response.locals['isOwner'] = !isPermitted;
    next();
  };
}

const forbidden = (permission: string): ProblemError =>
  new ProblemError('forbidden', `The permission ${permission} is needed.`);

/** @throws ProblemError `forbidden` about a customer whom the caller sees and does not own; a hidden one is not found (U3) */
async function refuseOthers(
  { permission, isForOwners }: Operation,
  { actor, parsed, deps: { db, store } }: { actor: Actor; parsed: ParsedRequest; deps: ApiDeps },
): Promise<void> {
  if (isForOwners === undefined || isForOwners === true) return;
  const named = { ...(parsed.body as object | undefined), ...(parsed.params as object | undefined) };
  const members: readonly OwnedId[] = typeof isForOwners === 'string' ? [isForOwners] : isForOwners;
  const by = members.find((member) => member in named);
  const id = by && (named as Record<string, unknown>)[by];
  if (!by || typeof id !== 'string' || (await store.ownership.owns(db, actor, { by, id })) === false)
    throw forbidden(String(permission));
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Bytes that are no text would become replacement characters: names and amounts that nobody wrote. */
function refuseBrokenText(_request: unknown, _response: unknown, body: Buffer, encoding: string): void {
  if (encoding !== 'utf-8') return;
  try {
    utf8.decode(body);
  } catch {
    throw new ProblemError('malformed', 'The body is not valid UTF-8.');
  }
}

const requireJson: RequestHandler = (request, _response, next) => {
  if (!hasBody(request) || request.is('application/json')) return next();
  throw new ProblemError('unsupported_media_type', 'Send the body as application/json.');
};

function run(
  { operation, handler }: Route,
  { deps, authenticator, versions, checkResponses }: ServeOptions,
): RequestHandler {
  const versioned = versions.get(operation);
  return async (request, response) => {
    const csv =
      operation.csvBody === undefined ? undefined : await uploadOf(request, deps.config.csvLimitBytes);
    try {
      const parsed = parseRequest(operation, request, csv?.fields);
      const actor = actorOf(operation, { request, response, parsed, deps });
      if (actor && response.locals['isOwner'] === true)
        await refuseOthers(operation, { actor, parsed, deps });
      const raw = operation.signedBody ? (request.body as Buffer) : undefined;
      const call = { deps, actor, ...parsed, csv, raw, req: request } as unknown as Call<Operation>;
      // A balance moves without the ETag: nothing that was read before is fresh by it.
      if (versioned) delete request.headers['if-none-match'];
      if (versioned && operation.method === 'patch')
        call.deps = { ...deps, precondition: preconditionOf({ operation, ...versioned }, call) };
      const reply = await handler(call);
      if (versioned) response.setHeader('ETag', etagOf(reply, versioned));
      await answer(response, { operation, reply, checkResponses });
    } catch (error) {
      // Whoever signs in with a wrong key is refused like a call with one: beyond a limit with 429.
      if (!(error instanceof ProblemError) || error.code !== 'unauthenticated') throw error;
      await authenticator.refuse(request, response, error.message);
    } finally {
      await csv?.close();
    }
  };
}

interface Asked {
  request: Request;
  response: Response;
  parsed: object;
  deps: ApiDeps;
}

function actorOf(operation: Operation, { request, response, parsed, deps }: Asked): Actor | null {
  const caller = response.locals['caller'] as Viewer | undefined;
  if (!caller) return null;
  const idempotencyKey = operation.isIdempotent ? request.get('idempotency-key') : undefined;
  if (idempotencyKey === undefined) return { ...caller, requestId: String(request.id), idempotency: null };
  // Not of the caller's key: a second key of a user replays what was done with the first (O8), but for secrets.
  // The bytes of a file are known when they were read: `withFile` adds them.
  const said = JSON.stringify([parsed, operation.givesSecret ? (caller.keyId ?? null) : null]);
  const formerHashes = (deps.formerFingerprints ?? []).map((fingerprint) => fingerprint(said));
  const bodyHash = deps.fingerprint(said);
  const idempotency = { key: idempotencyKey, operation: operation.id, bodyHash, formerHashes };
  return { ...caller, requestId: String(request.id), idempotency };
}

/** The actor whose `Idempotency-Key` stands for the file too: with other bytes it is a mistake (O8). */
export function withFile(actor: Actor, hash: string): Actor {
  const { idempotency } = actor;
  if (!idempotency) return actor;
  const { bodyHash, formerHashes = [] } = idempotency;
  const hashes = {
    bodyHash: `${bodyHash}.${hash}`,
    formerHashes: formerHashes.map((former) => `${former}.${hash}`),
  };
  return { ...actor, idempotency: { ...idempotency, ...hashes } };
}
