export * as actionTargets from './action-targets.ts';
export * as audiences from './audiences.ts';
export * as automations from './automations.ts';
export * as automationViews from './automation-views.ts';
export * as references from './references.ts';
