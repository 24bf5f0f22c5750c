export * as apiKeys from './api-keys.ts';
export * as auditLog from './audit-log.ts';
export * as organisation from './organisation.ts';
export * as sessions from './sessions.ts';
export * as users from './users.ts';
export * as visibilityGroups from './visibility-groups.ts';
