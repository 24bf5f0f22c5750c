export * as audiences from './audiences.ts';
export * as automations from './automations.ts';
export * as automationFollowers from './automation-followers.ts';
export * as automationMembers from './automation-members.ts';
export * as automationTouches from './automation-touches.ts';
