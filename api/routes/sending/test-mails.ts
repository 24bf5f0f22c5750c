import { sendTestMail } from '../../../commands/sending/send-test-mail.ts';
import { testMailOperations } from '../../../contracts/sending/test-mails.operations.ts';
import { routesOf } from '../../handle.ts';

/** Routes of what goes to nobody but the caller. */
export const testMailRoutes = routesOf(testMailOperations, {
  sendTestMail: ({ deps, actor, body }) => sendTestMail(deps, actor, body),
});
