import { createMailbox } from '../../../commands/sending/create-mailbox.ts';
import { reinstateMailbox, retireMailbox } from '../../../commands/sending/retire-mailbox.ts';
import { updateMailbox } from '../../../commands/sending/update-mailbox.ts';
import { verifyMailbox } from '../../../commands/sending/verify-mailbox.ts';
import { mailboxOperations } from '../../../contracts/sending/mailboxes.operations.ts';
import { found } from '../../../contracts/problems.ts';
import { routesOf } from '../../handle.ts';

/** Routes of mailboxes. */
export const mailboxRoutes = routesOf(mailboxOperations, {
  listMailboxes: ({ deps, actor, query }) => deps.store.mailboxes.list(deps.db, actor, query),
  listMailboxUse: async ({ deps, actor, query }) =>
    deps.store.mailboxUse.list(deps.db, actor, { ...query, now: await deps.now() }),
  createMailbox: ({ deps, actor, body }) => createMailbox(deps, actor, body),
  getMailbox: async ({ deps, actor, params }) =>
    found(await deps.store.mailboxes.find(deps.db, actor, params.mailboxId), 'mailbox'),
  updateMailbox: ({ deps, actor, params, body }) => updateMailbox(deps, actor, { ...body, ...params }),
  retireMailbox: ({ deps, actor, params, body }) => retireMailbox(deps, actor, { ...body, ...params }),
  reinstateMailbox: ({ deps, actor, params }) => reinstateMailbox(deps, actor, params),
  verifyMailbox: ({ deps, actor, params }) => verifyMailbox(deps, actor, params),
});
