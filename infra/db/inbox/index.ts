export * as mailEffects from './mail-effects.ts';
