export * as changeStream from './change-stream.ts';
export * as preferences from './preferences.ts';
export * as savedViews from './saved-views.ts';
export * as search from './search.ts';
