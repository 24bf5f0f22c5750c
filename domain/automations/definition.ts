import type { AutomationAction } from '../../contracts/automations/actions.ts';
import type { AudienceGroup } from '../../contracts/automations/audiences.ts';
import type { Every } from '../../contracts/automations/automations.ts';
import type {
  AutomationPauseReason,
  AutomationSight,
  AutomationStatus,
} from '../../contracts/automations/kinds.ts';

/** An automation as it is stored (A1, A2); instants in epoch milliseconds. */
export interface StoredAutomation {
  id: string;
  name: string;
  description: string | null;
  status: AutomationStatus;
  pauseReason: AutomationPauseReason | null;
  pauseDetail: string | null;
  /** Who last started it, and whose sight it has unless `sight` is `all`. */
  ownerId: string | null;
  sight: AutomationSight;
  audience: AudienceGroup;
  actions: readonly AutomationAction[];
  startsAt: number | null;
  endsAt: number | null;
  isOngoing: boolean;
  isOnce: boolean;
  every: Every | null;
  version: number;
  audienceVersion: number;
  comparedVersion: number | null;
  /** Local day, ISO. */
  comparedOn: string | null;
  runNo: number;
  runningSince: number | null;
  confirmedCount: number | null;
  confirmedVersion: number | null;
  createdById: string;
  createdAt: number;
  updatedAt: number;
}
