import type { ImapFolder } from './folder.ts';
import { rangesOf, type Range } from './number-sets.ts';
import { BadCommand } from './tokens.ts';

/** What has changed in a folder since a session was last told. */
export interface Changes {
  /** Sequence numbers of what is gone, each as it is after those before it. */
  gone: number[];
  /** The new count, when mails have come. */
  exists: number | null;
  /** Sequence numbers of mails whose flags are others now. */
  flagged: number[];
}

/** A folder as one session knows it: sequence numbers stand still until the session is told. */
export class FolderView {
  readonly folder: ImapFolder;
  readonly isReadOnly: boolean;
  readonly uidValidity: number;
  readonly #generated: number;
  #uids: number[];
  #seen: number;

  constructor(folder: ImapFolder, { isReadOnly }: { isReadOnly: boolean }) {
    this.folder = folder;
    this.isReadOnly = isReadOnly;
    this.uidValidity = folder.uidValidity;
    this.#generated = folder.generated?.count ?? 0;
    this.#uids = folder.uids;
    this.#seen = folder.change;
  }

  get count(): number {
    return this.#generated + this.#uids.length;
  }

  /** The uid of a sequence number of this view. */
  uidOf(sequence: number): number {
    return sequence <= this.#generated ? sequence : this.#uids[sequence - this.#generated - 1]!;
  }

  /** The first sequence number whose uid is at least this one; one more than the count when there is none. */
  firstFrom(uid: number): number {
    if (uid <= this.#generated) return Math.max(1, uid);
    let low = 0;
    let high = this.#uids.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#uids[middle]! < uid) low = middle + 1;
      else high = middle;
    }
    return this.#generated + low + 1;
  }

  /**
   * The sequence numbers that a set of uids, or of sequence numbers, means here; in order.
   * @throws BadCommand for a sequence number that nothing has; a uid may be anybody's
   */
  *sequences(set: string, { isUid }: { isUid: boolean }): Generator<number> {
    const last = isUid ? (this.count === 0 ? 0 : this.uidOf(this.count)) : this.count;
    const ranges = rangesOf(set, last);
    if (!isUid && ranges.some(([from, to]) => from < 1 || to > this.count))
      throw new BadCommand('there is no such sequence number');
    for (const [from, to] of ranges.map((range) => (isUid ? this.#ofUids(range) : range))) {
      for (let sequence = Math.max(1, from); sequence <= Math.min(to, this.count); sequence += 1)
        yield sequence;
    }
  }

  /** What has changed since the last call; the view has it from now on. */
  takeChanges(): Changes {
    const { folder } = this;
    if (folder.change === this.#seen) return { gone: [], exists: null, flagged: [] };
    const gone: number[] = [];
    const before = this.#uids;
    for (let index = before.length - 1; index >= 0; index -= 1) {
      if (folder.find(before[index]!) === null) gone.push(this.#generated + index + 1);
    }
    this.#uids = folder.uids;
    const isMore = this.#uids.length > before.length - gone.length;
    const seen = this.#seen;
    this.#seen = folder.change;
    const kept = before.length - gone.length;
    const flagged = this.#uids
      .slice(0, kept)
      .flatMap((uid, index) => (folder.find(uid)!.change > seen ? [this.#generated + index + 1] : []));
    return { gone, exists: isMore ? this.count : null, flagged };
  }

  /** What the session has changed by itself and was told is no news. */
  forgetChanges(): void {
    if (this.folder.count === this.count) this.#seen = this.folder.change;
  }

  #ofUids([from, to]: Range): Range {
    return [this.firstFrom(from), this.firstFrom(to + 1) - 1];
  }
}
