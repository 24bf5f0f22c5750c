export * as judgedMails from './judged-mails.ts';
export * as forgottenMails from './forgotten-mails.ts';
export * as mailViews from './mail-views.ts';
export * as mailOwners from './mail-owners.ts';
export * as mails from './mails.ts';
export * as sentMails from './sent-mails.ts';
export * as conversations from './conversations.ts';
export * as mailEffects from './mail-effects.ts';
