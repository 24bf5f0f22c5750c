export * as mailOwners from './mail-owners.ts';
export * as mails from './mails.ts';
export * as sentMails from './sent-mails.ts';
export * as conversations from './conversations.ts';
