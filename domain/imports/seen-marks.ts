const EMPTY = 0;
const FIRST_SLOTS = 4_096;

/**
 * On which line of a file each mark stood first, in 12 bytes a slot outside the heap and not as strings: of a million
 * rows it holds 24 MB. Marks are told apart by 64 bits; that two of a million different ones are taken for the same has
 * a chance of 3 in 100 million.
 */
export class SeenMarks {
  #slots = FIRST_SLOTS;
  #size = 0;
  #high = new Uint32Array(FIRST_SLOTS);
  #low = new Uint32Array(FIRST_SLOTS);
  /** 0: the slot is empty; lines count from 1. */
  #lines = new Uint32Array(FIRST_SLOTS);

  /** The line of a mark; `undefined` when it was not added yet. */
  lineOf(mark: string): number | undefined {
    const [high, low] = hash64(mark);
    return this.#lines[this.#slotOf(high, low)] || undefined;
  }

  /** Notes the line of a mark, 1 or more; the first one stays. */
  add(mark: string, line: number): void {
    if (this.#size * 2 >= this.#slots) this.#grow();
    const [high, low] = hash64(mark);
    if (this.#put(high, low, line)) this.#size += 1;
  }

  #put(high: number, low: number, line: number): boolean {
    const slot = this.#slotOf(high, low);
    if (this.#lines[slot] !== EMPTY) return false;
    this.#high[slot] = high;
    this.#low[slot] = low;
    this.#lines[slot] = line;
    return true;
  }

  /** Where a hash stands, or the empty slot where it would. */
  #slotOf(high: number, low: number): number {
    let slot = low & (this.#slots - 1);
    while (this.#lines[slot] !== EMPTY && (this.#low[slot] !== low || this.#high[slot] !== high)) {
      slot = (slot + 1) & (this.#slots - 1);
    }
    return slot;
  }

  #grow(): void {
    const [high, low, lines] = [this.#high, this.#low, this.#lines];
    this.#slots *= 2;
    this.#high = new Uint32Array(this.#slots);
    this.#low = new Uint32Array(this.#slots);
    this.#lines = new Uint32Array(this.#slots);
    lines.forEach((line, slot) => line !== EMPTY && this.#put(high[slot] ?? 0, low[slot] ?? 0, line));
  }
}

/** Two multiplying lanes of 32 bits that are mixed at the end (cyrb53 by bryc, public domain, with all its bits). */
function hash64(text: string): readonly [high: number, low: number] {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    a = Math.imul(a ^ code, 2_654_435_761);
    b = Math.imul(b ^ code, 1_597_334_677);
  }
  a = Math.imul(a ^ (a >>> 16), 2_246_822_507) ^ Math.imul(b ^ (b >>> 13), 3_266_489_909);
  b = Math.imul(b ^ (b >>> 16), 2_246_822_507) ^ Math.imul(a ^ (a >>> 13), 3_266_489_909);
  return [b >>> 0, a >>> 0];
}
