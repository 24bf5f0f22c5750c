export * as conversations from './conversations.ts';
