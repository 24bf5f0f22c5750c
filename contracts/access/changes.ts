import { changesOf } from '../changes.ts';

/** Users (U1). */
export const userChanges = changesOf('user', 'nobody', { created: {}, updated: {} });
/** API keys (U2). */
export const apiKeyChanges = changesOf('apiKey', 'nobody', { created: {}, revoked: {} });
/** Sessions of browsers (W1). */
export const sessionChanges = changesOf('session', 'nobody', { created: {}, ended: {} });
/** Codes that become a session. */
export const signInCodeChanges = changesOf('signInCode', 'nobody', { created: {} });
/** The settings of the organisation. */
export const organisationChanges = changesOf('organisation', 'nobody', { updated: {} });
/** Visibility groups (U3). */
export const visibilityGroupChanges = changesOf('visibilityGroup', 'nobody', {
  created: {},
  renamed: {},
  removed: {},
  membersChanged: {},
});

/** Who sees a customer (U3). */
export const customerVisibilityChanges = changesOf('customer', 'itself', { visibilityChanged: {} });
