export { bulkEnrollment } from './bulk-enrollment.ts';
export { enrollment } from './enrollment.ts';
export { reconcile } from './reconcile.ts';
export { sequenceChange } from './sequence-change.ts';
