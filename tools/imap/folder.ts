import { createFolderFiles, type FolderFiles, type FolderLine } from './folder-files.ts';

/** What a folder knows about a mail without its bytes. */
export interface StoredMail {
  uid: number;
  /** Epoch milliseconds. */
  receivedAt: number;
  size: number;
  flags: readonly string[];
  /** What it was delivered under; the same key is one mail. */
  key: string | null;
  /** The count of changes of the folder when it was last changed. */
  change: number;
}

/** The first mails of a folder, uid 1 to `count`, made when they are asked for: a folder of a million takes no room. */
export interface GeneratedMails {
  count: number;
  bytes(uid: number): Buffer;
  /** Epoch milliseconds. */
  receivedAt(uid: number): number;
}

const NO_FLAGS: readonly string[] = [];

/** How a folder begins. */
export interface FolderOptions {
  name: string;
  /** What it is for (RFC 6154), such as `\Sent`. */
  role?: string | null;
  /** Where its mails are kept; without it in memory. */
  path?: string;
  uidValidity?: number;
  generated?: GeneratedMails;
}

/** Its date and size are asked for by few of a million. */
class GeneratedMail implements StoredMail {
  readonly flags = NO_FLAGS;
  readonly key = null;
  readonly change = 0;
  constructor(
    readonly uid: number,
    readonly source: GeneratedMails,
  ) {}

  get receivedAt(): number {
    return this.source.receivedAt(this.uid);
  }

  get size(): number {
    return this.source.bytes(this.uid).length;
  }
}

/** One folder of an account: mails in the order of their uids, which are never used twice. */
export class ImapFolder {
  readonly name: string;
  readonly role: string | null;
  readonly generated: GeneratedMails | null;
  uidValidity: number;
  uidNext: number;
  /** Grows with every change. */
  change = 0;
  #mails = new Map<number, StoredMail>();
  readonly #keys = new Set<string>();
  readonly #files: FolderFiles;
  readonly #onChange: () => void;

  constructor(options: FolderOptions, onChange: () => void) {
    this.name = options.name;
    this.role = options.role ?? null;
    this.generated = options.generated ?? null;
    this.uidValidity = options.uidValidity ?? Math.floor(Date.now() / 1000);
    this.uidNext = (this.generated?.count ?? 0) + 1;
    this.#onChange = onChange;
    this.#files = createFolderFiles(options.path ?? null);
    const lines = this.#files.lines();
    if (lines.length === 0) this.#files.write({ uidValidity: this.uidValidity });
    for (const line of lines) this.#replay(line);
  }

  /** How many mails there are. */
  get count(): number {
    return (this.generated?.count ?? 0) + this.#mails.size;
  }

  /** The uids of what is kept, in order; what is generated comes before them. */
  get uids(): number[] {
    return [...this.#mails.keys()];
  }

  /** Null: there is none, or no longer. */
  find(uid: number): StoredMail | null {
    const kept = this.#mails.get(uid);
    if (kept) return kept;
    if (this.generated === null || uid < 1 || uid > this.generated.count) return null;
    return new GeneratedMail(uid, this.generated);
  }

  /** The whole mail. */
  bytesOf(uid: number): Buffer {
    const isGenerated = this.generated !== null && uid <= this.generated.count;
    return isGenerated ? this.generated!.bytes(uid) : this.#files.read(uid);
  }

  /** Takes a mail; the uid, or null when its key was taken before. */
  add(
    bytes: Buffer,
    {
      receivedAt,
      flags = [],
      key = null,
    }: { receivedAt: number; flags?: readonly string[]; key?: string | null },
  ): number | null {
    if (key !== null && this.#keys.has(key)) return null;
    const uid = this.uidNext;
    this.#files.keep(uid, bytes);
    this.#apply({ uid, at: receivedAt, size: bytes.length, flags, key });
    return uid;
  }

  /** Takes mails away for good. */
  remove(uids: readonly number[]): void {
    const there = uids.filter((uid) => this.#mails.has(uid));
    for (const uid of there) this.#apply({ uid, isGone: true });
    for (const uid of there) this.#files.drop(uid);
  }

  setFlags(uid: number, flags: readonly string[]): void {
    if (this.#mails.has(uid)) this.#apply({ uid, flags });
  }

  /** All mails get new uids under a new validity, as after a server was rebuilt. */
  renumber(uidValidity: number, firstUid = 1): void {
    const old = [...this.#mails.values()].map((mail) => ({ mail, bytes: this.bytesOf(mail.uid) }));
    const first = (this.generated?.count ?? 0) + firstUid;
    this.#files.clear();
    this.#mails = new Map();
    this.#apply({ uidValidity });
    this.uidNext = first;
    for (const { mail, bytes } of old) {
      this.#files.keep(this.uidNext, bytes);
      this.#apply({
        uid: this.uidNext,
        at: mail.receivedAt,
        size: mail.size,
        flags: mail.flags,
        key: mail.key,
      });
    }
  }

  #apply(line: FolderLine): void {
    this.#files.write(line);
    this.#replay(line);
    this.#onChange();
  }

  #replay(line: FolderLine): void {
    this.change += 1;
    if ('uidValidity' in line) {
      this.uidValidity = line.uidValidity;
      return;
    }
    if ('at' in line) {
      const { uid, at, size, flags, key } = line;
      this.#mails.set(uid, { uid, receivedAt: at, size, flags, key, change: this.change });
      this.uidNext = uid + 1;
      if (key !== null) this.#keys.add(key);
      return;
    }
    if ('isGone' in line) {
      this.#mails.delete(line.uid);
      return;
    }
    const mail = this.#mails.get(line.uid);
    if (mail) this.#mails.set(line.uid, { ...mail, flags: line.flags, change: this.change });
  }
}
