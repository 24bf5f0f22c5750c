export * as gauges from './gauges.ts';
export * as reconcile from './reconcile.ts';
