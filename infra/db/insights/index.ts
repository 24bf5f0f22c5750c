export * as actionSends from './action-sends.ts';
export * as actions from './actions.ts';
export * as insights from './insights.ts';
export * as observations from './observations.ts';
export * as signalRules from './signal-rules.ts';
export * as signals from './signals.ts';
export * as waitingActions from './waiting-actions.ts';
export * as forgottenActions from './forgotten-actions.ts';
