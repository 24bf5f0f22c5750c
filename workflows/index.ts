export { actionMail } from './action-mail.ts';
export { bulkEnrollment } from './bulk-enrollment.ts';
export { enrollment } from './enrollment.ts';
export { reconcile } from './reconcile.ts';
export { webhookFeed } from './webhook-feed.ts';
export { webhook } from './webhook.ts';
export { sequenceChange } from './sequence-change.ts';
export { signals } from './signals.ts';
