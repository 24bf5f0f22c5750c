import type { Operation } from '../operation.ts';
import { mailboxOperations } from './mailboxes.operations.ts';
import { messageOperations } from './messages.operations.ts';
import { oauthProviderOperations } from './oauth-providers.operations.ts';
import { promptingOperations } from './prompting.operations.ts';
import { sendReportOperations } from './send-report.operations.ts';
import { smsSenderOperations } from './sms-senders.operations.ts';
import { suppressionOperations } from './suppressions.operations.ts';
import { testMailOperations } from './test-mails.operations.ts';

/** Every operation of the wing sending. */
export const operations: readonly Operation[] = [
  ...mailboxOperations,
  ...oauthProviderOperations,
  ...smsSenderOperations,
  ...messageOperations,
  ...sendReportOperations,
  ...suppressionOperations,
  ...testMailOperations,
  ...promptingOperations,
];
