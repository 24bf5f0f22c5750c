import { Readable } from 'node:stream';

/**
 * How far a body has come. `untouched`: the server has not asked for it. `asking`: the fence runs. `fenced_off` and
 * `fence_failed`: nothing of it ever leaves. `passed_too_late`: the fence passed when the connection was gone already,
 * nothing has left. `handed_over`: from here on the server may have it.
 */
export type BodyState =
  'untouched' | 'asking' | 'fenced_off' | 'fence_failed' | 'passed_too_late' | 'handed_over';

const PIECE_BYTES = 64 * 1024;

/**
 * A message that asks before its first byte. Nodemailer reads a stream only after the server's 354, so the first read
 * is the last moment at which nothing has left; there the fence runs, and unless it passes not one byte is produced.
 * Emits `asked` when it does.
 */
export class FencedBody extends Readable {
  /** How far it has come. */
  state: BodyState = 'untouched';
  /** What the fence threw, in state `fence_failed`. */
  fenceError: unknown;
  /** Resolves when the fence has answered, or was given up; pending while `untouched`. */
  readonly answered: Promise<void>;

  readonly #raw: Buffer;
  #sent = 0;
  readonly #fence: () => Promise<boolean>;
  readonly #fenceMs: number;
  readonly #answer: () => void;

  constructor(raw: Buffer, fence: () => Promise<boolean>, fenceMs: number) {
    super();
    this.#raw = raw;
    this.#fence = fence;
    this.#fenceMs = fenceMs;
    const { promise, resolve } = withResolver();
    this.answered = promise;
    this.#answer = resolve;
  }

  /** Called by the stream machinery: the server waits for the body. */
  override _read(): void {
    if (this.state === 'handed_over') return this.#pushNext();
    if (this.state !== 'untouched') return;
    this.state = 'asking';
    this.emit('asked');
    void this.#ask();
  }

  async #ask(): Promise<void> {
    try {
      const isPassed = await this.#fenceInTime();
      if (!isPassed) this.state = 'fenced_off';
      else if (this.destroyed) this.state = 'passed_too_late';
      else this.#handOver();
    } catch (error) {
      this.state = 'fence_failed';
      this.fenceError = error;
    }
    if (this.state !== 'handed_over') this.destroy();
    this.#answer();
  }

  #handOver(): void {
    this.state = 'handed_over';
    this.#pushNext();
  }

  /** In pieces, so that the end of the stream means the socket has taken nearly all of it. */
  #pushNext(): void {
    const piece = this.#raw.subarray(this.#sent, this.#sent + PIECE_BYTES);
    this.#sent += piece.length;
    this.push(piece.length > 0 ? piece : null);
  }

  /** A fence that hangs is given up: its late answer finds a stream that is destroyed. */
  async #fenceInTime(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(
        () => reject(new Error(`no answer of the fence in ${this.#fenceMs} ms`)),
        this.#fenceMs,
      );
    });
    try {
      return await Promise.race([this.#fence(), late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

function withResolver(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}
