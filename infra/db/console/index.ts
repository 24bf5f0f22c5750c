export * as changeStream from './change-stream.ts';
export * as search from './search.ts';
