import type { FolderRole } from '../../contracts/inbox/kinds.ts';
import type { CommandDeps } from '../deps.ts';

/** A mail as it was found in a folder. */
export interface SeenMail {
  mailbox: { id: string; zone: string };
  folder: { path: string; role: FolderRole };
  uidValidity: number;
  uid: number;
  /** When it came, epoch milliseconds. */
  receivedAt: number;
  /** It came before its mailbox was followed: nothing follows from it (I1). */
  isHistory: boolean;
  bytes: Uint8Array;
  /** Bytes of all of it, as its server says; 0: it does not say. */
  size: number;
  /** What of it these are: of one that is too large its beginning, of one that could not be had its headers. */
  extent: 'whole' | 'beginning' | 'headers';
}

/** The first that is known of mails in a folder: their headers. */
export interface SeenHeads {
  mailbox: { id: string };
  folder: { path: string; role: FolderRole };
  heads: readonly { uid: number; headers: Uint8Array; size: number }[];
}

/** What is done with mail that was found (I2-I4). Everything here is repeated after a crash. */
export interface Intake {
  /** UIDs of those whose bytes are wanted. */
  areOfInterest(deps: CommandDeps, seen: SeenHeads): Promise<ReadonlySet<number>>;
  /** Stores it, once, whoever sees it how often. */
  takeMail(deps: CommandDeps, mail: SeenMail): Promise<{ mailId: string } | { ignored: true }>;
  /** Does what follows from it. What fails now is done by the reconciler. */
  followMail(deps: CommandDeps, mailId: string): Promise<void>;
}
