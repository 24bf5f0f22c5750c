import type { Intake } from '../../../commands/inbox/intake.ts';

/** Nobody takes mail up: it is looked at and left where it lies. */
export const NO_INTAKE: Intake = {
  areOfInterest: () => Promise.resolve(new Set()),
  takeMail: () => Promise.resolve({ ignored: true }),
  followMail: () => Promise.resolve(),
};
