export * as actionTargets from './action-targets.ts';
export * as audiences from './audiences.ts';
export * as automations from './automations.ts';
export * as automationViews from './automation-views.ts';
export * as references from './references.ts';
export * as automationFollowers from './automation-followers.ts';
export * as automationMembers from './automation-members.ts';
export * as automationTouches from './automation-touches.ts';
