import * as apiKeys from './api-keys.ts';
import * as audit from './audit.ts';
import * as changes from './changes.ts';
import * as customers from './customers.ts';
import * as idempotency from './idempotency.ts';
import * as locks from './locks.ts';

/** All SQL of the product: plain functions that take the client or a transaction first. Commands get it by type. */
export const store = { apiKeys, audit, changes, customers, idempotency, locks };
export type Store = typeof store;
