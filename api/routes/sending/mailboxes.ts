import { addSuppression } from '../../../commands/sending/add-suppression.ts';
import { createMailbox } from '../../../commands/sending/create-mailbox.ts';
import { removeSuppression } from '../../../commands/sending/remove-suppression.ts';
import { updateMailbox } from '../../../commands/sending/update-mailbox.ts';
import { verifyMailbox } from '../../../commands/sending/verify-mailbox.ts';
import { mailboxOperations } from '../../../contracts/sending/mailboxes.ts';
import { found } from '../../../contracts/problems.ts';
import { suppressionOperations } from '../../../contracts/sending/suppressions.ts';
import { addressKey } from '../../../domain/customers/email-address.ts';
import { handle, operationOf } from '../../handle.ts';

/** Routes of mailboxes and of the suppression list. */
export const mailboxRoutes = [
  handle(operationOf(mailboxOperations, 'listMailboxes'), ({ deps, actor, query }) =>
    deps.store.mailboxes.list(deps.db, actor, query),
  ),
  handle(operationOf(mailboxOperations, 'createMailbox'), ({ deps, actor, body }) =>
    createMailbox(deps, actor, body),
  ),
  handle(operationOf(mailboxOperations, 'getMailbox'), async ({ deps, actor, params }) =>
    found(await deps.store.mailboxes.find(deps.db, actor, params.mailboxId), 'mailbox'),
  ),
  handle(operationOf(mailboxOperations, 'updateMailbox'), ({ deps, actor, params, body }) =>
    updateMailbox(deps, actor, { ...body, ...params }),
  ),
  handle(operationOf(mailboxOperations, 'verifyMailbox'), ({ deps, actor, params }) =>
    verifyMailbox(deps, actor, params),
  ),
  handle(
    operationOf(suppressionOperations, 'listSuppressions'),
    ({ deps, actor, query: { address, ...query } }) => {
      const key = address === undefined ? undefined : addressKey(address);
      return deps.store.suppressions.list(deps.db, actor, { ...query, addressKey: key });
    },
  ),
  handle(operationOf(suppressionOperations, 'addSuppression'), ({ deps, actor, body }) =>
    addSuppression(deps, actor, body),
  ),
  handle(operationOf(suppressionOperations, 'removeSuppression'), async ({ deps, actor, params }) => {
    await removeSuppression(deps, actor, params);
    return undefined;
  }),
];
