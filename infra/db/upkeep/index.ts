export * as gauges from './gauges.ts';
export * as partitions from './partitions.ts';
export * as reconcile from './reconcile.ts';
export * as databaseClock from './database-clock.ts';
export * as erasures from './erasures.ts';
export * as forgottenTexts from './forgotten-texts.ts';
export * as sealedSecrets from './sealed-secrets.ts';
export * as retention from './retention.ts';
