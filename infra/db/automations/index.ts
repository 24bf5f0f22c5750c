export * as audiences from './audiences.ts';
export * as automationEffects from './effects.ts';
export * as automations from './automations.ts';
