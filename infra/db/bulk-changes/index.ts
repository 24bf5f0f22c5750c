export * as bulkChanges from './bulk-changes.ts';
export * as bulkActions from './bulk-effects.ts';
