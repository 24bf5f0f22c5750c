import type { InFlightReply } from '../../../contracts/in-flight.ts';

/** What became of a message whose hand-over had begun before it was called off. */
export const inFlightOutcomes: Record<InFlightReply[number]['outcome'], string> = {
  handed_over: 'is being handed over: what becomes of it is not known yet',
  sent: 'had left',
  refused: 'was refused by the mail server',
  uncertain: 'may have left: did it arrive?',
  put_off: 'was put off by the mail server and does not leave any more',
};

/** What could not be called back, in a sentence each; nothing where everything could. */
export const inFlightText = (inFlight: InFlightReply): string =>
  inFlight.map(({ outcome }) => `One message ${inFlightOutcomes[outcome]}.`).join(' ');

/** Texts of what changed between looking and acting. */
export const changed = {
  title: 'It changed since you looked',
  body: 'Nothing was sent. This is what would leave now.',
  by: (who: string): string => `${who} changed it.`,
  sendThis: 'Send this instead',
  look: 'Show it as it is now',
  subject: 'Subject',
  mine: 'Save mine over it',
} as const;
