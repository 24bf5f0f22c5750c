export * as audit from './audit.ts';
export * as changes from './changes.ts';
export * as errors from './errors.ts';
export * as idempotency from './idempotency.ts';
export * as locks from './locks.ts';
export * as rawTransaction from './raw-transaction.ts';
export * as releases from './releases.ts';
