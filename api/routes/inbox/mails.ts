import { judgeMail } from '../../../commands/inbox/judge-mail.ts';
import { mailOperations } from '../../../contracts/inbox/mails.operations.ts';
import { found } from '../../../contracts/problems.ts';
import { MAIL_PAGE_POLICY, mailPage } from '../../../domain/inbox/mail-page.ts';
import { FileDownload, HtmlPage } from '../../answers.ts';
import { routesOf } from '../../handle.ts';

/** Routes of mails. */
export const mailRoutes = routesOf(mailOperations, {
  getMail: async ({ deps, actor, params }) =>
    found(await deps.store.mailViews.find(deps.db, actor, params.mailId), 'mail'),
  getMailPage: async ({ deps, actor, params }) => {
    const shown = found(await deps.store.mailViews.findPage(deps.db, actor, params.mailId), 'mail');
    return new HtmlPage(mailPage(shown), { policy: MAIL_PAGE_POLICY });
  },
  getMailAttachment: async ({ deps, actor, params }) =>
    new FileDownload(found(await deps.store.mailViews.findFile(deps.db, actor, params), 'file')),
  judgeMail: ({ deps, actor, params, body }) => judgeMail(deps, actor, { ...body, ...params }),
});
