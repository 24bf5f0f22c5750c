import type { Actor } from '../../../contracts/actor.ts';
import { PERMISSIONS } from '../../../contracts/permissions.ts';

/** An admin who calls commands directly, without a request. */
export const adminActor = (userId: string): Actor => ({
  userId,
  role: 'admin',
  permissions: PERMISSIONS,
  requestId: null,
  idempotency: null,
});
