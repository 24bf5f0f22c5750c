/** What is seen of a session; live. */
export interface SessionRecord {
  id: number;
  /** Command lines without their tags, passwords and tokens. */
  commands: string[];
  /** Of the command that is answered. */
  tag: string;
  user: string | null;
  /** The name of the open folder. */
  folder: string | null;
  bytesSent: number;
  isClosed: boolean;
}

/** Which commands a fault meets: the first `times` (one, unless named) after `skip`, where `when` agrees. */
export interface FaultOptions {
  times?: number;
  skip?: number;
  /** `line` is the command without its tag. */
  when?: (session: SessionRecord, line: string) => boolean;
}

/** What a command meets instead of, or in, its answer. */
export type FaultAct =
  | { kind: 'cut'; afterBytes: number }
  | { kind: 'deaf' }
  | { kind: 'bye'; text: string }
  | { kind: 'refuse'; text: string }
  | { kind: 'hold'; until: Promise<void>; reached(session: SessionRecord): void };

/** A command that stands still. */
export interface Held {
  /** Resolves when a session has got there. */
  reached: Promise<SessionRecord>;
  /** Lets it go on. */
  release(): void;
}

interface Fault extends FaultOptions {
  command: string;
  act: FaultAct;
}

/** Faults to come, by command: `LOGIN`, `UID FETCH`, or `connect` for the greeting. */
export class Faults {
  #faults: Fault[] = [];
  /** Answers leave in pieces of so many bytes, with so many milliseconds between them; null: at once. */
  slowness: { bytes: number; everyMs: number } | null = null;

  /** The connection breaks after so many bytes of the answer; what was asked for is done all the same. */
  cutAt(command: string, { afterBytes = 0, ...options }: FaultOptions & { afterBytes?: number } = {}): void {
    this.#faults.push({ ...options, command, act: { kind: 'cut', afterBytes } });
  }

  /** The connection breaks, and nothing of what was asked for is done. */
  cutBefore(command: string, options: FaultOptions = {}): void {
    this.#faults.push({ ...options, command, act: { kind: 'deaf' } });
  }

  /** The server says BYE with this text and hangs up; nothing is done. */
  byeAt(command: string, text: string, options: FaultOptions = {}): void {
    this.#faults.push({ ...options, command, act: { kind: 'bye', text } });
  }

  /** The answer is NO with this text, such as `[THROTTLED] Slow down`; nothing is done. */
  refuseAt(command: string, text: string, options: FaultOptions = {}): void {
    this.#faults.push({ ...options, command, act: { kind: 'refuse', text } });
  }

  /** The command is not answered until it is released; it is done then. */
  holdAt(command: string, options: FaultOptions = {}): Held {
    let reach = (_session: SessionRecord): void => undefined;
    let free = (): void => undefined;
    const reached = new Promise<SessionRecord>((resolve) => (reach = resolve));
    const until = new Promise<void>((resolve) => (free = resolve));
    const fault: Fault = { ...options, command, act: { kind: 'hold', until, reached: reach } };
    this.#faults.push(fault);
    const release = (): void => {
      this.#faults = this.#faults.filter((each) => each !== fault);
      free();
    };
    return { reached, release };
  }

  /** Forgets all faults to come; what stands still goes on standing. */
  reset(): void {
    this.#faults = [];
    this.slowness = null;
  }

  /** The faults that this command meets, in order; each is used up by one. */
  take(command: string, session: SessionRecord, line: string): FaultAct[] {
    const met: FaultAct[] = [];
    for (const fault of this.#faults.filter((each) => each.command === command)) {
      if (!(fault.when?.(session, line) ?? true)) continue;
      if ((fault.skip ?? 0) > 0) {
        fault.skip = fault.skip! - 1;
        continue;
      }
      fault.times = (fault.times ?? 1) - 1;
      if (fault.times <= 0) this.#faults = this.#faults.filter((each) => each !== fault);
      met.push(fault.act);
    }
    return met;
  }
}
