export * as audiences from './audiences.ts';
export * as automations from './automations.ts';
export * as automationViews from './automation-views.ts';
export * as passCalendars from './pass-calendars.ts';
export * as passFilling from './pass-filling.ts';
export * as automationPasses from './passes.ts';
export * as passWork from './pass-work.ts';
