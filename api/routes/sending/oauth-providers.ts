import { authorizeMailbox } from '../../../commands/sending/authorize-mailbox.ts';
import { completeSignIn, type SignInResult } from '../../../commands/sending/complete-sign-in.ts';
import {
  createOauthProvider,
  removeOauthProvider,
  shownProvider,
  updateOauthProvider,
} from '../../../commands/sending/save-oauth-provider.ts';
import { found } from '../../../contracts/problems.ts';
import { oauthProviderOperations } from '../../../contracts/sending/oauth-providers.operations.ts';
import { escapeHtml } from '../../../domain/rendering/template.ts';
import { HtmlPage } from '../../answers.ts';
import { routesOf } from '../../handle.ts';

/** Routes of those who sign mailboxes in, and of the sign-in (I6). */
export const oauthProviderRoutes = routesOf(oauthProviderOperations, {
  listOauthProviders: async ({ deps, actor, query }) => {
    const { items, ...page } = await deps.store.oauthProviders.list(deps.db, actor, query);
    return { ...page, items: items.map((provider) => shownProvider(deps, provider)) };
  },
  createOauthProvider: ({ deps, actor, body }) => createOauthProvider(deps, actor, body),
  getOauthProvider: async ({ deps, actor, params }) => {
    const provider = await deps.store.oauthProviders.find(deps.db, actor, params.providerId);
    return shownProvider(deps, found(provider, 'OAuth provider'));
  },
  updateOauthProvider: ({ deps, actor, params, body }) =>
    updateOauthProvider(deps, actor, { ...body, ...params }),
  removeOauthProvider: ({ deps, actor, params }) => removeOauthProvider(deps, actor, params),
  authorizeMailbox: ({ deps, actor, params }) => authorizeMailbox(deps, actor, params),
  completeOauth: async ({ deps, req }) => {
    const callback = new URL(deps.links.oauthCallbackUrl);
    callback.search = req.url.slice((req.url + '?').indexOf('?'));
    return pageOf(await completeSignIn(deps, callback));
  },
});

/** What a person reads in the browser in which they signed in. */
function pageOf(result: SignInResult): HtmlPage {
  switch (result.kind) {
    case 'unknown':
      return page(400, 'This sign-in is over', [
        'The way back from a sign-in is good once, and for ten minutes. Begin it again.',
      ]);
    case 'changed':
      return page(409, 'This sign-in does not fit any more', [
        'The mailbox, its provider or your rights were changed meanwhile. Begin it again.',
      ]);
    case 'refused':
      return page(400, `${result.mailboxName} is not signed in`, [result.reason, 'Nothing was changed.']);
    case 'connected': {
      const { mailbox, canRenew } = result;
      const works = mailbox.status === 'working';
      return page(200, `${mailbox.name} is signed in`, [
        works
          ? 'It works: what waited for it leaves now. You can close this page.'
          : `Its mail server does not take it yet: ${mailbox.statusReason ?? 'it has not been tried.'}`,
        ...(canRenew
          ? []
          : [
              'The provider gave no way to renew this sign-in, so it ends soon: see that the scopes ask for offline access.',
            ]),
      ]);
    }
  }
}

const page = (status: number, title: string, words: readonly string[]): HtmlPage =>
  new HtmlPage(
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
      `<title>${escapeHtml(title)}</title></head><body><h1>${escapeHtml(title)}</h1>` +
      `${words.map((word) => `<p>${escapeHtml(word)}</p>`).join('')}</body></html>`,
    { status },
  );
