export * as audiences from './audiences.ts';
export * as customerScores from './scores.ts';
export * as automations from './automations.ts';
