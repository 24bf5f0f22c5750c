/** The header with the empty line after it; everything when there is none. */
export function headerOf(bytes: Buffer): Buffer {
  const none = /^\r?\n/.exec(bytes.toString('latin1', 0, 2));
  if (none) return bytes.subarray(0, none[0].length);
  const ends = [bytes.indexOf('\r\n\r\n'), bytes.indexOf('\n\n')];
  const [windows = -1, unix = -1] = ends;
  if (windows >= 0 && (unix < 0 || windows < unix)) return bytes.subarray(0, windows + 4);
  return unix < 0 ? bytes : bytes.subarray(0, unix + 2);
}
