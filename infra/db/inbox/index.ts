export * as mailReadings from './mail-readings.ts';
export * as mailSuggestions from './mail-suggestions.ts';
