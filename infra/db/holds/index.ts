export * as disputeHolds from './dispute-holds.ts';
export * as holdViews from './hold-views.ts';
export * as holds from './holds.ts';
export * as sendingState from './sending-state.ts';
export * as switches from './switches.ts';
