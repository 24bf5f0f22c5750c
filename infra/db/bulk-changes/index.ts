export * as bulkChanges from './bulk-changes.ts';
export * as bulkEffects from './bulk-effects.ts';
