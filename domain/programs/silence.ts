import type { Program } from '../../contracts/programs/programs.ts';

type Silence = Program['silentBecause'][number];

/** What may keep a program from proposing or sending. */
export interface ProgramSurroundings extends Pick<Program, 'status' | 'mailbox'> {
  touchpointCount: number;
  runCount: number;
  /** The reasons of the emergency switches that stop it (D9). */
  switches: readonly { reason: string | null }[];
}

/** Why a program proposes or sends nothing at present (P2, P13, D9), the widest reason first. */
export function reasonsOfSilence(program: ProgramSurroundings): Silence[] {
  const { status, mailbox, touchpointCount, runCount, switches } = program;
  if (status === 'archived') return [{ reason: 'archived', detail: 'It is archived.' }];
  const reasons: Silence[] = switches.map(({ reason }) => ({
    reason: 'switched_off',
    detail: `Sending is switched off${reason === null ? '.' : `: ${reason}`}`,
  }));
  if (status === 'paused') reasons.push({ reason: 'paused', detail: 'It is paused: no runs take place.' });
  const broken = mailboxSilence(mailbox);
  if (broken) reasons.push(broken);
  if (touchpointCount === 0) reasons.push({ reason: 'no_touchpoints', detail: 'It has no touchpoint.' });
  if (status === 'active' && runCount === 0) {
    reasons.push({ reason: 'no_runs', detail: 'Its schedule has no day on which it runs.' });
  }
  return reasons;
}

function mailboxSilence(mailbox: Program['mailbox']): Silence | null {
  if (!mailbox) {
    const detail = 'There is no mailbox to send from: name one here, or as the organisation’s default.';
    return { reason: 'no_mailbox', detail };
  }
  switch (mailbox.status) {
    case 'working':
      return null;
    case 'failing':
      return { reason: 'mailbox_failing', detail: `The mailbox "${mailbox.name}" fails.` };
    case 'reconnect':
      return {
        reason: 'mailbox_reconnect',
        detail: `The mailbox "${mailbox.name}" has to be signed in again.`,
      };
    case 'unverified':
      return { reason: 'mailbox_unverified', detail: `The mailbox "${mailbox.name}" is not verified.` };
  }
}
