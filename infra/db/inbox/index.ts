export * as followedMailboxes from './followed-mailboxes.ts';
export * as mailFolders from './mail-folders.ts';
export * as mailTroubles from './mail-troubles.ts';
