import type { FolderRole } from '../../contracts/inbox/kinds.ts';

/** A mail as it was found in a folder of a mailbox. */
export interface SeenMail {
  mailbox: { id: string; zone: string };
  folder: { path: string; role: FolderRole };
  uidValidity: bigint;
  uid: bigint;
  /** When it came, epoch milliseconds. */
  receivedAt: number;
  /** From before the mailbox was followed: nothing follows from it (I1). */
  isHistory: boolean;
  /** The whole mail; of one that is too large its headers and the beginning of its text. */
  bytes: Uint8Array;
  /** Of one that is too large: how large it is, in bytes. */
  cutFrom?: number;
}

/** The headers of a mail in a folder, as its bytes have them. */
export interface SeenHead {
  uid: bigint;
  headers: Uint8Array;
  size: number;
}
