import type { WaitReason } from '../sending/kinds.ts';

/**
 * What an enrollment does next, computed in an activity from PostgreSQL.
 * `wait.until` is epoch milliseconds, null: only a wake-up ends it; `stepExecutionId` is what the armed timer is for.
 */
export type Directive =
  | { kind: 'execute'; stepExecutionId: string; ordinal: number }
  | {
      kind: 'wait';
      until: number | null;
      reason: WaitReason;
      stepExecutionId: string | null;
      ordinal: number | null;
    }
  | { kind: 'finished'; reason: string };
