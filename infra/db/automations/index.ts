export * as audiences from './audiences.ts';
export * as automations from './automations.ts';
export * as automationMessages from './automation-messages.ts';
export * as automationMessageViews from './automation-message-views.ts';
export * as messageDeliveries from './message-deliveries.ts';
export * as digests from './digests.ts';
export * as settledEffects from './settled-effects.ts';
export * as waitingMessages from './waiting-messages.ts';
