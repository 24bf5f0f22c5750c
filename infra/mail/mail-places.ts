/** How many mails may be on their way to mail servers at once, whoever sends them, and who waits for that. */
export interface MailPlaces {
  /**
   * Waits for a place, first come first served; null: the signal came first. What it answers gives the place back, and is
   * called once.
   */
  take(signal: AbortSignal): Promise<(() => void) | null>;
  /** The same where there is one at once; null: there is none. */
  takeFree(): (() => void) | null;
  /**
   * Counts a mail as waiting, for a connection or a place, while `work` goes on. For those that hold a worker slot each: those
   * of many in one slot keep nobody from his.
   */
  whileInLine<T>(work: () => Promise<T>): Promise<T>;
  /** Whether so many mails wait, and one of them for so long, that one more is better not begun. */
  isCrowded(): boolean;
  /** After how many milliseconds somebody who is turned away comes back: those of one crowd one after the other. */
  turnAway(): number;
}

/** `most`: mails on their way; `line`: those that wait, beyond which a mail is turned away; `now`: milliseconds. */
export interface MailPlacesOptions {
  most: number;
  line: number;
  now?: () => number;
}

/**
 * A line in which nobody waits so long moves: whoever joins it leaves sooner, and costs less, than one who is turned away
 * and comes back. Other mailboxes wait no longer for a slot.
 */
const PATIENCE_MS = 5_000;

/** Who is turned away does not come back sooner. */
const AWAY_MS = 2_000;
/** Nor later: the crowd may have gone long before. */
const MOST_AWAY_MS = 5 * 60_000;
/** Of a crowd so many come back a second: more than a machine sends, and few enough to cost nothing. */
const APART_MS = 20;

/** Places of one process; without options there are as many as anybody wants. */
export function createMailPlaces(
  { most, line, now = () => performance.now() }: MailPlacesOptions = { most: Infinity, line: Infinity },
): MailPlaces {
  const waiters = new Set<() => void>();
  /** Since when, the longest first. */
  const inLine = new Set<{ since: number }>();
  let taken = 0;
  let lastBackAt = 0;

  /** The place goes to whoever waits longest. */
  function give(): void {
    const [next] = waiters;
    if (next) next();
    else taken -= 1;
  }

  function takeFree(): (() => void) | null {
    if (taken >= most) return null;
    taken += 1;
    return give;
  }

  return {
    async take(signal) {
      if (signal.aborted) return null;
      return takeFree() ?? ((await waitForTurn(waiters, signal)) ? give : null);
    },
    takeFree,
    async whileInLine(work) {
      const one = { since: now() };
      inLine.add(one);
      return work().finally(() => inLine.delete(one));
    },
    isCrowded() {
      const [first] = inLine;
      return first !== undefined && inLine.size >= line && now() - first.since >= PATIENCE_MS;
    },
    turnAway() {
      const at = now();
      lastBackAt = Math.min(Math.max(lastBackAt + APART_MS, at + AWAY_MS), at + MOST_AWAY_MS);
      return Math.ceil(lastBackAt - at);
    },
  };
}

function waitForTurn(waiters: Set<() => void>, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (isMine: boolean): void => {
      waiters.delete(turn);
      signal.removeEventListener('abort', abort);
      resolve(isMine);
    };
    const turn = (): void => settle(true);
    const abort = (): void => settle(false);
    signal.addEventListener('abort', abort);
    waiters.add(turn);
  });
}
