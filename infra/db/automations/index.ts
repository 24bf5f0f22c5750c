export * as audiences from './audiences.ts';
export * as automations from './automations.ts';
export * as references from './references.ts';
