import type { RetainedTable } from '../access/retained-table.ts';
import { emptyOld } from './forgotten-mails.ts';

/** A mail keeps that it came, from whom it is to which customers, what it was judged to be, not its words and files. */
export const inboxRetention: readonly RetainedTable[] = [
  { kind: 'communications', table: 'mail', idType: 'text', at: 'created_at', forget: emptyOld },
];
