export * as sequenceAcceptance from './sequence-acceptance.ts';
export * as sequenceHolds from './sequence-holds.ts';
export * as sequenceOverview from './sequence-overview.ts';
export * as sequenceSurroundings from './sequence-surroundings.ts';
export * as sequenceViews from './sequence-views.ts';
export * as sequences from './sequences.ts';
export * as stepPreviews from './step-previews.ts';
export * as steps from './steps.ts';
