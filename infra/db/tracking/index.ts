export * as hits from './hits.ts';
export * as hitViews from './hit-views.ts';
