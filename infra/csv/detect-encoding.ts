import chardet from 'chardet';
import iconv from 'iconv-lite';
import { ENCODINGS, type Encoding } from '../../contracts/csv.ts';
import type { EncodingChoice, FoundEncoding } from '../../domain/csv/file-sample.ts';
import type { ByteSample } from './sample-bytes.ts';

/** Candidates that are this much less likely than the best are none. */
const MIN_SHARE = 0.4;

/**
 * The encoding of a file: as its mark says, as declared, UTF-8 where all of it is, and otherwise the likeliest. Where
 * likely ones read the letters of the sample differently, nothing in the file says which is right: then all of them are
 * given, to be chosen from.
 */
export function detectEncoding(sample: ByteSample, declared: Encoding | undefined): FoundEncoding {
  const marked = encodingOfMark(sample.head);
  if (marked) return { value: marked, source: 'mark', hasMark: true, choices: [] };
  const certain = (value: Encoding, source: 'declared' | 'file'): FoundEncoding => ({
    value,
    source,
    hasMark: false,
    choices: [],
  });
  if (declared) return certain(declared, 'declared');
  if (sample.isUtf8) return certain('utf-8', 'file');
  const wide = encodingOfNuls(sample.head);
  if (wide) return certain(wide, 'file');
  const choices = likelyChoices(sample);
  const [best] = choices;
  if (!best) return certain('windows-1252', 'file');
  return choices.length === 1
    ? certain(best.encoding, 'file')
    : { value: best.encoding, source: 'proposed', hasMark: false, choices };
}

function encodingOfMark(head: Buffer): Encoding | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : null;
}

/** UTF-16 without a mark: every other byte of its first letters is zero. */
function encodingOfNuls(head: Buffer): Encoding | null {
  const start = head.subarray(0, 200);
  const share = (from: number) => {
    const bytes = [...start].filter((_, index) => index % 2 === from);
    return bytes.filter((byte) => byte === 0).length / Math.max(bytes.length, 1);
  };
  if (share(1) > 0.5) return 'utf-16le';
  return share(0) > 0.5 ? 'utf-16be' : null;
}

function likelyChoices({ head, windows }: ByteSample): EncodingChoice[] {
  const text = Buffer.concat([head, ...windows.map(({ bytes }) => bytes)]);
  const lines = linesWithLetters(text);
  const found = chardet.analyse(Buffer.concat(lines.map(({ bytes }) => bytes)));
  const best = found[0]?.confidence ?? 0;
  const likely = found
    .filter(({ confidence }) => confidence > 0 && confidence >= best * MIN_SHARE)
    .flatMap(({ name }) => known(name));
  const read = (encoding: Encoding): EncodingChoice => ({
    encoding,
    readings: lines.map(({ line, bytes }) => ({ line, text: iconv.decode(bytes, encoding).trim() })),
  });
  const choices: EncodingChoice[] = [];
  // Western files are the most frequent by far, and a few letters are not enough to tell.
  const western = read('windows-1252');
  for (const encoding of new Set<Encoding>([...likely, 'windows-1252'])) {
    const own = read(encoding);
    const choice = isSame(own, western) ? western : own;
    const isText = choice.readings.every(({ text }) => !text.includes('\ufffd'));
    if (isText && !choices.some((other) => isSame(other, choice))) choices.push(choice);
  }
  return choices;
}

const isSame = (a: EncodingChoice, b: EncodingChoice): boolean =>
  a.readings.every(({ text }, index) => text === b.readings[index]?.text);

function known(name: string): Encoding[] {
  const lower = name.toLowerCase();
  // Latin-1 has no letters that Windows-1252 does not have.
  const ours = lower === 'iso-8859-1' ? 'windows-1252' : lower;
  return ENCODINGS.filter((encoding) => encoding === ours);
}

const MAX_LINES = 20;

function linesWithLetters(bytes: Buffer): { line: number; bytes: Buffer }[] {
  const lines: { line: number; bytes: Buffer }[] = [];
  let start = 0;
  for (let line = 1; start < bytes.length && lines.length < MAX_LINES; line += 1) {
    const next = bytes.indexOf(0x0a, start);
    const end = next < 0 ? bytes.length : next;
    const part = bytes.subarray(start, end);
    if (part.some((byte) => byte >= 0x80)) lines.push({ line, bytes: part });
    start = end + 1;
  }
  return lines;
}
