import { z } from 'zod';
import type { Ceiling, Viewer } from '../../../contracts/actor.ts';
import { PERMISSIONS, ROLES } from '../../../contracts/permissions.ts';
import { SESSION_IDLE_SECONDS } from '../../../domain/access/session.ts';
import { effectivePermissions, within } from '../../../domain/access/permissions.ts';
import { Prisma } from '../generated/client.ts';
import { ORGANISATION_DEFAULTS } from './organisation.ts';

const ceilingSchema: z.ZodType<Ceiling> = z.object({
  role: z.enum(ROLES),
  permissions: z.array(z.enum(PERMISSIONS)),
});

const callerSchema = z.object({
  keyId: z.string(),
  sessionId: z.string().nullable(),
  userId: z.string(),
  role: z.enum(ROLES),
  ceiling: ceilingSchema.nullable(),
  zone: z.string().nullable(),
  overrides: z.array(z.object({ permission: z.enum(PERMISSIONS), isGranted: z.boolean() })),
});

/** Whether the key `k` of the user `u` may call: neither revoked nor expired, and its user is active. */
export const KEY_IS_GOOD = Prisma.sql`
  k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now()) AND u.is_active`;

/** Whether the session `s` has neither expired nor been left alone for too long. */
export const SESSION_IS_GOOD = Prisma.sql`
  s.expires_at > now() AND s.last_used_at > now() - make_interval(secs => ${SESSION_IDLE_SECONDS})`;

/** What a caller may do at this moment, of the rows `found` (key_id, session_id, ceiling, user_id, role). */
export const RIGHTS_OF_FOUND = Prisma.sql`
  SELECT found.key_id AS "keyId", found.session_id AS "sessionId", found.user_id AS "userId", found.role, found.ceiling,
    (SELECT zone FROM organisation) AS zone,
    coalesce((
      SELECT jsonb_agg(jsonb_build_object('permission', p.permission, 'isGranted', p.is_granted))
      FROM user_permission p WHERE p.user_id = found.user_id), '[]') AS overrides
  FROM found`;

/** The callers of {@link RIGHTS_OF_FOUND}: each with what its user may, within what its key may at most (U2). */
export function callersOf(rows: readonly unknown[]): Viewer[] {
  return z
    .array(callerSchema)
    .parse(rows)
    .map(({ userId, role, overrides, ceiling, zone, keyId, sessionId }) => ({
      userId,
      ...within({ role, permissions: effectivePermissions(role, overrides) }, ceiling),
      ...(ceiling && { ceiling }),
      keyId,
      ...(sessionId !== null && { sessionId }),
      zone: zone ?? ORGANISATION_DEFAULTS.zone,
    }));
}
