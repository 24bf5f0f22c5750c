export * as gauges from './gauges.ts';
export * as partitions from './partitions.ts';
export * as reconcile from './reconcile.ts';
