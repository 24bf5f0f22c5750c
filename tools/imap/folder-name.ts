/** A folder's name as the wire has it: UTF-7 as changed by RFC 3501, section 5.1.3. */
export function encodeName(name: string): string {
  return name.replace(/&/g, '&-').replace(/[^\x20-\x7e]+/g, (letters) => {
    const bytes = Buffer.from(letters, 'utf16le').swap16();
    return `&${bytes.toString('base64').replace(/=+$/, '').replace(/\//g, ',')}-`;
  });
}

/** The name that the wire means. */
export function decodeName(encoded: string): string {
  return encoded.replace(/&([A-Za-z0-9+,]*)-/g, (_, letters: string) => {
    if (letters === '') return '&';
    const bytes = Buffer.from(letters.replace(/,/g, '/'), 'base64');
    return bytes
      .subarray(0, bytes.length - (bytes.length % 2))
      .swap16()
      .toString('utf16le');
  });
}

/** INBOX is one folder whatever its letters; all others are as written. */
export const folderKey = (name: string): string => (name.toUpperCase() === 'INBOX' ? 'INBOX' : name);

/** Whether a pattern of LIST fits: `*` anything, `%` anything inside one level. */
export function fits(pattern: string, name: string): boolean {
  const source = pattern.replace(/[.+?^${}()|[\]\\*%]/g, (letter) =>
    letter === '*' ? '.*' : letter === '%' ? '[^/]*' : `\\${letter}`,
  );
  return new RegExp(`^${source}$`, pattern.toUpperCase() === 'INBOX' ? 'i' : '').test(name);
}
