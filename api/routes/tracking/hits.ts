import { Router, type Request, type RequestHandler, type Response } from 'express';
import { recordHit, type HitPlace } from '../../../commands/tracking/record-hit.ts';
import { ProblemError } from '../../../contracts/problems.ts';
import type { ApiDeps } from '../../deps.ts';

/** A reader waits no longer for the count than this: what is slower is counted behind their back. */
const COUNTING_MS = 1_000;

/** A transparent picture of one point. */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

const NOT_OURS = 'This link is not one of ours, or it is not complete.';

/**
 * Where tracked links and pictures of mails lead (T1): a call leads on, and counts by one insert. The target is part of what
 * we signed, so nobody is ever led where no mail led. Also while the database does not answer: then it counts nothing.
 * Mail programs add what they like behind a `?`, so that is ignored.
 */
export function hitRouter(deps: ApiDeps): Router {
  const { hits } = deps;
  return Router()
    .get('/go/:token', async (request, response) => {
      const click = hits.readClick(tokenOf(request));
      if (click === null) throw new ProblemError('not_found', NOT_OURS);
      const { messageId, n, link, target } = click;
      await count(deps, request, { messageId, n, kind: 'click', link });
      withoutTrace(response).redirect(302, locationOf(target));
    })
    .all('/go/:token', onlyGet)
    .get('/img/:token', async (request, response) => {
      const copy = hits.readPixel(tokenOf(request));
      if (copy === null) throw new ProblemError('not_found', NOT_OURS);
      await count(deps, request, { ...copy, kind: 'open', link: 0 });
      // Web mail shows it from another place than ours.
      withoutTrace(response).setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
      response.type('gif').send(PIXEL);
    })
    .all('/img/:token', onlyGet);
}

const tokenOf = ({ params }: Request): string => String(params['token'] ?? '');

/** As a browser calls it: a host named in other letters by its name in DNS. What is plain stays as the mail had it. */
const locationOf = (target: string): string =>
  /^[\x20-\x7e]*$/.test(target) ? target : new URL(target).href;

/** Kept nowhere, so that every call comes to us; found by no search engine. */
function withoutTrace(response: Response): Response {
  response.setHeader('Cache-Control', 'no-store, no-cache, must-revalidate, private, max-age=0');
  response.setHeader('X-Robots-Tag', 'noindex, nofollow');
  return response;
}

const onlyGet: RequestHandler = (request, response) => {
  response.setHeader('Allow', 'GET');
  throw new ProblemError('method_not_allowed', `${request.method} is not allowed here.`);
};

/** Counts a call of a link or picture. Never fails, and keeps nobody waiting for long. */
export async function count(deps: ApiDeps, request: Request, place: HitPlace): Promise<void> {
  const call = {
    method: request.method,
    userAgent: request.get('user-agent') ?? null,
    address: request.ip ?? null,
    purpose: ['purpose', 'sec-purpose', 'x-purpose', 'x-moz']
      .map((name) => request.get(name) ?? '')
      .join(' '),
  };
  const sourceHash = call.address === null ? null : deps.hits.sourceOf(call.address);
  const counting = recordHit(deps, { ...place, sourceHash }, call).catch((error: unknown) => {
    const name = error instanceof Error ? error.name : 'unknown';
    deps.logger.warn({ error: name }, 'a hit on a mail could not be counted');
  });
  let timer: NodeJS.Timeout | undefined;
  const waited = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, COUNTING_MS);
  });
  await Promise.race([counting, waited]);
  clearTimeout(timer);
}
