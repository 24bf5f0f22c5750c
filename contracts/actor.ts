import type { ChangeCause } from './changes.ts';
import type { Permission, Role } from './permissions.ts';

/** Whose eyes a read uses (U3): every read function takes it first. */
export interface Viewer {
  userId: string;
  role: Role;
  /** Preset of the role, with what was granted to and taken from the user. */
  permissions: readonly Permission[];
  /** Set where the key was made by somebody else who could do less: what is above is within it (U2). */
  ceiling?: Ceiling;
  /** The key of the call; absent: nobody called. */
  keyId?: string;
  /** The session of the call, made from that key; absent: the key itself came (W1). */
  sessionId?: string;
  /** The zone of the organisation, which is read with the key; absent where no key was. */
  zone?: string;
}

/** The most that a key does, however far its user rises. */
export interface Ceiling {
  role: Role;
  permissions: readonly Permission[];
}

/** Who gives a command, and the request it came with. The engine itself acts as `SYSTEM`. */
export interface Actor extends Viewer {
  requestId: string | null;
  /** Set when the call carried an `Idempotency-Key` (O8). */
  idempotency: { key: string; operation: string; bodyHash: string; formerHashes?: readonly string[] } | null;
  /** Where what it changes comes from; absent: the call of the API itself. */
  cause?: ChangeCause;
}

/** The engine: workflows, the reconciler, schedules. Sees everything. */
export const SYSTEM: Actor = {
  userId: 'system',
  role: 'admin',
  permissions: [],
  requestId: null,
  idempotency: null,
  cause: { origin: 'engine', originId: null, depth: 0 },
};
