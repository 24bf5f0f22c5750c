import type { Route } from '../../handle.ts';
import { mailboxRoutes } from './mailboxes.ts';
import { messageRoutes } from './messages.ts';
import { oauthProviderRoutes } from './oauth-providers.ts';
import { promptingRoutes } from './prompting.ts';
import { sendReportRoutes } from './send-report.ts';
import { smsSenderRoutes } from './sms-senders.ts';
import { suppressionRoutes } from './suppressions.ts';
import { testMailRoutes } from './test-mails.ts';

/** Every route of the wing sending. */
export const routes: readonly Route[] = [
  ...mailboxRoutes,
  ...oauthProviderRoutes,
  ...smsSenderRoutes,
  ...messageRoutes,
  ...sendReportRoutes,
  ...suppressionRoutes,
  ...testMailRoutes,
  ...promptingRoutes,
];
