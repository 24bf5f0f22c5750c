import type { PassReason, RecordReason } from '../../contracts/automations/kinds.ts';

const PASS_TEXTS: Readonly<Record<PassReason, string>> = {
  first_time: 'It acts on so many for the first time: a person has to confirm the number.',
  more_than_usual:
    'It would act on more than three times as many as usual: a person has to confirm the number.',
  grown_since_confirmed: 'It has grown by more than a tenth since the number was confirmed.',
  overlap: 'The pass before was still at work.',
  outage: 'It could not begin for more than six hours, and the next one takes its place.',
  paused: 'The automation was paused.',
  switched_off: 'The automation is switched off.',
  deactivated: 'The automation was deactivated.',
  completed: 'The automation was completed.',
};

const RECORD_TEXTS: Readonly<Record<RecordReason, string>> = {
  left_audience: 'The customer had left the audience by then.',
  hidden: 'The automation may not see the customer any more.',
  customer_gone: 'There is no such customer any more.',
  pass_ended: 'The pass was ended before it came to this customer.',
};

/** Why a pass waits, was skipped or ended, in words. */
export const passText = (reason: PassReason | null): string | null => reason && PASS_TEXTS[reason];

/** Why a customer was left out of a pass, in words. */
export const recordText = (reason: RecordReason | null): string | null => reason && RECORD_TEXTS[reason];

/** Why an action was not applied, in words: what refused it said so, or it is named by its reason. */
export function effectText(reason: string | null, detail: string | null): string | null {
  if (reason === null) return null;
  if (reason === 'after_failure') return 'An action before it failed.';
  if (reason === 'action_removed') return 'The automation does this no more.';
  if (reason === 'forbidden') return detail ?? 'Its owner might not do this any more.';
  if (reason === 'internal') return 'It failed here several times, for a fault of ours.';
  return detail ?? `${reason.replaceAll('_', ' ').replace(/^./, (first) => first.toUpperCase())}.`;
}
