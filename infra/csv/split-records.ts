import { ProblemError } from '../../contracts/problems.ts';

/** One record. `line` is where it begins, counted from 1, also when values before it hold line breaks. */
export interface CsvRow {
  line: number;
  values: readonly string[];
}

/** No customer, contact or invoice needs more; a longer record is a quote that was never closed, or no CSV. */
export const MAX_RECORD_LENGTH = 1024 * 1024;

interface Field {
  value: string;
  /** Where the next field or record begins, at the delimiter, line end or end of the text. */
  end: number;
}

/**
 * Splits text with `\n` line ends into records, piece by piece. Quotes are read as spreadsheets and people write them:
 * RFC 4180, and a quote that neither opens nor closes a value is text (`Joe "The Man" Ltd`, `Pipe 6" Supply`, also
 * inside quotes). Text never grows past its line by that: such a quote in a value of several lines is an error, since it
 * is how a quote that was not closed looks.
 */
export class RecordSplitter {
  readonly #delimiter: string;
  #text = '';
  #line: number;
  #isLast = false;
  /** Places of the next line end and delimiter, kept so that no character is searched twice. */
  #newline = 0;
  #next = 0;

  constructor(delimiter: string, firstLine = 1) {
    this.#delimiter = delimiter;
    this.#line = firstLine;
  }

  /**
   * Records that are whole by now. Empty lines are left out.
   *
   * @throws ProblemError `validation` naming the line: a quote out of place, a record above 1 MB
   */
  *push(piece: string): Generator<CsvRow> {
    this.#text += piece;
    this.#newline = -1;
    this.#next = -1;
    let at = 0;
    while (at < this.#text.length) {
      const record = this.#record(at);
      if (record === null) break;
      if (record.end - at > MAX_RECORD_LENGTH) throw tooLong(this.#line);
      const { values } = record;
      // An empty line is no record.
      if (values.length > 1 || values[0] !== '') yield { line: this.#line, values };
      this.#line += 1 + lineBreaks(values);
      at = record.end + 1;
    }
    this.#text = this.#text.slice(at);
    if (this.#text.length > MAX_RECORD_LENGTH) throw tooLong(this.#line);
  }

  /**
   * The last record, whose line has no end.
   *
   * @throws ProblemError `validation` also for a quote that is never closed
   */
  *end(): Generator<CsvRow> {
    this.#isLast = true;
    yield* this.push('');
  }

  /** Null: its end is not here yet. */
  #record(start: number): { values: string[]; end: number } | null {
    const values: string[] = [];
    for (let at = start; ; at += 1) {
      const field = this.#text.charCodeAt(at) === QUOTE ? this.#quoted(at) : this.#plain(at);
      if (field === null) return null;
      values.push(field.value);
      at = field.end;
      if (at >= this.#text.length) return this.#isLast ? { values, end: at } : null;
      if (this.#text.charCodeAt(at) === NEWLINE) return { values, end: at };
    }
  }

  #plain(at: number): Field | null {
    const end = Math.min(this.#newlineFrom(at), this.#delimiterFrom(at));
    if (end === this.#text.length && !this.#isLast) return null;
    return { value: this.#text.slice(at, end), end };
  }

  #quoted(at: number): Field | null {
    const text = this.#text;
    let value = '';
    for (let from = at + 1; ;) {
      const quote = text.indexOf('"', from);
      if (quote < 0) {
        if (this.#isLast) throw refused(this.#line, 'opens a quote that is never closed');
        return null;
      }
      value += text.slice(from, quote);
      if (text.charCodeAt(quote + 1) === QUOTE) {
        value += '"';
        from = quote + 2;
        continue;
      }
      const end = this.#closedAt(quote);
      if (end === null) return null;
      if (end >= 0) return { value, end };
      if (value.includes('\n')) {
        const message = 'has text after a closing quote, in a value of several lines: is a quote not closed?';
        throw refused(this.#line, message);
      }
      return this.#withBareQuotes(at, quote);
    }
  }

  /**
   * A value that begins with a quote and has another one out of place, so that its last quote on the line closes it, or
   * all of its quotes are text.
   */
  #withBareQuotes(at: number, bare: number): Field | null {
    const line = this.#newlineFrom(at);
    if (line === this.#text.length && !this.#isLast) return null;
    for (let quote = this.#text.indexOf('"', bare + 1); quote >= 0 && quote < line;) {
      const end = this.#closedAt(quote) ?? -1;
      if (end >= 0) {
        const inside = this.#text.slice(at + 1, quote);
        // Another quoted value begins in between: this one had ended before.
        if (inside.includes(`${this.#delimiter}"`)) break;
        return { value: inside.replaceAll('""', '"'), end };
      }
      quote = this.#text.indexOf('"', quote + 1);
    }
    const end = this.#text.indexOf(this.#delimiter, bare);
    const stop = end < 0 || end > line ? line : end;
    return { value: this.#text.slice(at, stop), end: stop };
  }

  /** Where the value ends whose closing quote this may be; -1: it closes nothing; null: not known yet. */
  #closedAt(quote: number): number | null {
    let end = quote + 1;
    while (this.#text.charCodeAt(end) === SPACE) end += 1;
    if (end >= this.#text.length) return this.#isLast ? end : null;
    return this.#text.charCodeAt(end) === NEWLINE || this.#text.startsWith(this.#delimiter, end) ? end : -1;
  }

  #newlineFrom(at: number): number {
    if (this.#newline < at) this.#newline = placeOf(this.#text, '\n', at);
    return this.#newline;
  }

  #delimiterFrom(at: number): number {
    if (this.#next < at) this.#next = placeOf(this.#text, this.#delimiter, at);
    return this.#next;
  }
}

const QUOTE = 0x22;
const NEWLINE = 0x0a;
const SPACE = 0x20;

function placeOf(text: string, wanted: string, from: number): number {
  const place = text.indexOf(wanted, from);
  return place < 0 ? text.length : place;
}

function lineBreaks(values: readonly string[]): number {
  let count = 0;
  for (const value of values) {
    for (let at = value.indexOf('\n'); at >= 0; at = value.indexOf('\n', at + 1)) count += 1;
  }
  return count;
}

const tooLong = (line: number): ProblemError => refused(line, 'is longer than 1 MB: is a quote not closed?');

function refused(line: number, message: string): ProblemError {
  return new ProblemError('validation', `Line ${line} ${message}.`, [{ field: `line ${line}`, message }]);
}
