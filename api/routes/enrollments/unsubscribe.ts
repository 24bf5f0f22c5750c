import { unsubscribe } from '../../../commands/enrollments/unsubscribe.ts';
import { ProblemError } from '../../../contracts/problems.ts';
import { unsubscribeOperations } from '../../../contracts/enrollments/unsubscribe.operations.ts';
import type { Language } from '../../../contracts/kinds.ts';
import { languageOf } from '../../../domain/rendering/language.ts';
import { UNSUBSCRIBE_WORDS } from '../../../domain/rendering/letters/unsubscribe-words.ts';
import type { CopyRef } from '../../../infra/mail/links.ts';
import type { ApiDeps } from '../../deps.ts';
import { count } from '../tracking/hits.ts';
import { HtmlPage } from '../../answers.ts';
import { routesOf } from '../../handle.ts';

const page = (language: Language, title: string, content: string): HtmlPage =>
  new HtmlPage(
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
      `<title>${title}</title></head><body style="font-family:sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem">` +
      `<h1>${title}</h1>${content}</body></html>`,
  );

/** The language in which the mail was closed, so that the page goes on in it (M6). */
async function languageFor({ store, db }: ApiDeps, copy: CopyRef): Promise<Language> {
  const owner = await store.messageEvents.ownerOfMessage(db, copy);
  return languageOf(await store.customers.localesOf(db, owner?.customerId ?? null));
}

function copyOf(deps: ApiDeps, token: string): CopyRef {
  const copy = deps.readUnsubscribeToken(token);
  if (copy === null)
    throw new ProblemError('not_found', 'This link is not one of ours, or it is not complete.');
  return copy;
}

/** Routes of the unsubscribe link. */
export const unsubscribeRoutes = routesOf(unsubscribeOperations, {
  showUnsubscribe: async ({ deps, params, req }) => {
    const copy = copyOf(deps, params.token);
    // Counts for nothing, and tells of whoever follows every link of a mail (T2).
    await count(deps, req, { ...copy, kind: 'unsubscribe_page', link: 0 });
    const language = await languageFor(deps, copy);
    const { question, explanation, unsubscribe: button } = UNSUBSCRIBE_WORDS[language];
    return page(
      language,
      question,
      `<p>${explanation}</p>` +
        `<form method="post"><button type="submit" style="font-size:1rem;padding:.5rem 1rem">${button}</button></form>`,
    );
  },
  unsubscribe: async ({ deps, params }) => {
    const copy = copyOf(deps, params.token);
    const isKnown = await unsubscribe(deps, copy);
    if (!isKnown) throw new ProblemError('not_found', 'The message of this link is not there any more.');
    const language = await languageFor(deps, copy);
    const { done, explanation } = UNSUBSCRIBE_WORDS[language];
    return page(language, done, `<p>${explanation}</p>`);
  },
});
