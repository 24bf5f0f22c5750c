import type { PassKind, PassReason, PassStatus } from '../../contracts/automations/kinds.ts';

/** A pass as it is stored (A5); instants in epoch milliseconds. */
export interface StoredPass {
  id: string;
  automationId: string;
  kind: PassKind;
  runNo: number;
  nominalAt: number;
  status: PassStatus;
  reason: PassReason | null;
  /** How many customers have a record; null: nobody was looked for yet. */
  size: number | null;
  /** What a person confirmed for it. */
  confirmedSize: number | null;
  isFilled: boolean;
  /** The last customer who was looked at for a record. */
  filledTo: string | null;
  comparedAt: number | null;
  retriedAt: number | null;
  startedAt: number | null;
  finishedAt: number | null;
}

/** A pass that has begun and is not over: there is one of an automation at most. */
export const isOpenPass = ({ status }: Pick<StoredPass, 'status'>): boolean =>
  status === 'waiting' || status === 'running';
