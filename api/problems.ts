import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { PROBLEMS, type ProblemCode, ProblemError } from '../contracts/problems.ts';
import { faultOf } from '../infra/db/errors.ts';

/** Media type of every refusal (RFC 9457). */
export const PROBLEM_TYPE = 'application/problem+json';

/** `type` of a problem document; its end is the code. */
export const problemUri = (code: ProblemCode): string => `urn:followthrough:problem:${code}`;

/** Answers with a problem document. Members of `extra` stand beside the standard ones. */
export function sendProblem(response: Response, problem: ProblemError): void {
  const { status, title } = PROBLEMS[problem.code];
  if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="followthrough"');
  if (status === 503 && !response.hasHeader('Retry-After')) response.setHeader('Retry-After', '5');
  const document = {
    ...problem.extra,
    type: problemUri(problem.code),
    title,
    status,
    detail: problem.message,
    ...(problem.errors.length > 0 && { errors: problem.errors }),
    requestId: response.req.id,
  };
  response.status(status).type(PROBLEM_TYPE).send(JSON.stringify(document));
}

/** Answers for a path that nothing is registered at. */
export const unknownRoute: RequestHandler = (request, response) => {
  sendProblem(response, new ProblemError('not_found', `There is nothing at ${request.path}.`));
};

/** Turns everything thrown on the way into a problem document; faults of ours are logged and say nothing. */
export const errorHandler: ErrorRequestHandler = (error: unknown, request, response, _next) => {
  const problem = problemOf(error);
  if (problem.code === 'internal' || problem.code === 'unavailable') {
    request.log.error(describeFault(error), 'request failed');
  }
  if (response.headersSent) response.destroy();
  else sendProblem(response, problem);
};

/** What is logged of a fault. Prisma's messages quote the whole call with its values; their last line says enough. */
function describeFault(error: unknown): object {
  if (!(error instanceof Error)) return { errorName: typeof error };
  const lines = error.message.trim().split('\n');
  const reason = error.name.startsWith('Prisma') ? lines.at(-1) : error.message;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { errorName: error.name, reason, stack: frames.join('\n') };
}

function problemOf(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  const { type, status } = error as { type?: unknown; status?: unknown };
  if (type === 'entity.too.large') return new ProblemError('too_large', 'The body is larger than allowed.');
  if (status === 415)
    return new ProblemError('unsupported_media_type', 'This encoding of a body is not read here.');
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new ProblemError('malformed', 'The request cannot be read: is it valid JSON and a valid address?');
  }
  switch (faultOf(error)) {
    case 'unique':
      return new ProblemError('conflict', 'Something else has that name, number or id already.');
    case 'bad_text':
      return new ProblemError('malformed', 'The request holds text that cannot be stored.');
    case 'busy':
      return new ProblemError('unavailable', 'Too much is going on at once; try again in a moment.');
    case 'unavailable':
      return new ProblemError('unavailable', 'The database does not answer.');
    case null:
      return new ProblemError('internal', 'Something failed here. The request id finds it in the logs.');
  }
}
