/**
 * Makes every line end of UTF-8 text a `\n`: files mix them, and a parser that knows several kinds counts `\r\n` inside
 * quotes as two lines.
 */
export async function* unifyLineEnds(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let endedWithReturn = false;
  for await (const chunk of source) {
    if (chunk.length === 0) continue;
    const text = endedWithReturn && chunk[0] === NEWLINE ? chunk.subarray(1) : chunk;
    endedWithReturn = chunk.at(-1) === RETURN;
    // Bytes as Latin-1 characters: both marks are one byte in UTF-8, and no part of another character.
    yield text.includes(RETURN)
      ? Buffer.from(text.toString('latin1').replace(/\r\n?/g, '\n'), 'latin1')
      : text;
  }
}

const NEWLINE = 0x0a;
const RETURN = 0x0d;
