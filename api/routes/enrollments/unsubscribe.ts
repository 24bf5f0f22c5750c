import { unsubscribe } from '../../../commands/enrollments/unsubscribe.ts';
import { ProblemError } from '../../../contracts/problems.ts';
import { unsubscribeOperations } from '../../../contracts/enrollments/unsubscribe.operations.ts';
import type { CopyRef } from '../../../infra/mail/links.ts';
import type { ApiDeps } from '../../deps.ts';
import { HtmlPage, routesOf } from '../../handle.ts';

const page = (title: string, content: string): HtmlPage =>
  new HtmlPage(
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
      `<title>${title}</title></head><body style="font-family:sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem">` +
      `<h1>${title}</h1>${content}</body></html>`,
  );

function copyOf(deps: ApiDeps, token: string): CopyRef {
  const copy = deps.readUnsubscribeToken(token);
  if (copy === null)
    throw new ProblemError('not_found', 'This link is not one of ours, or it is not complete.');
  return copy;
}

/** Routes of the unsubscribe link. */
export const unsubscribeRoutes = routesOf(unsubscribeOperations, {
  showUnsubscribe: async ({ deps, params }) => {
    copyOf(deps, params.token);
    return page(
      'Unsubscribe?',
      '<p>You will get no more messages from this sender at this address.</p>' +
        '<form method="post"><button type="submit" style="font-size:1rem;padding:.5rem 1rem">Unsubscribe</button></form>',
    );
  },
  unsubscribe: async ({ deps, params }) => {
    const isKnown = await unsubscribe(deps, copyOf(deps, params.token));
    if (!isKnown) throw new ProblemError('not_found', 'The message of this link is not there any more.');
    return page(
      'You are unsubscribed',
      '<p>You will get no more messages from this sender at this address.</p>',
    );
  },
});
