export * as bulkChanges from './bulk-changes.ts';
export * as bulkEffects from './bulk-effects.ts';
export * as bulkUndo from './bulk-undo.ts';
