export * as definitionNames from './definition-names.ts';
export * as savepoints from './savepoints.ts';
