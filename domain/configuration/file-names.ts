/** Longer names of files are cut: some systems take no more than 255 bytes. */
const MAX_LENGTH = 80;

/** Names that Windows keeps for devices, with whatever ending. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)$/;

/**
 * A name of a file for each name of a thing, in the same order: plain letters that every system stores alike. Names that come
 * to the same, or to nothing or to a device's, are told apart by what `hash` makes of them, so that one more changes none of the others.
 */
export function fileNamesOf(names: readonly string[], hash: (text: string) => string): string[] {
  const plain = names.map(plainName);
  const counts = new Map<string, number>();
  for (const name of plain) counts.set(name, (counts.get(name) ?? 0) + 1);
  return plain.map((name, index) => {
    if (name !== '' && counts.get(name) === 1 && !DEVICE.test(name)) return name;
    const mark = hash(names[index]!.normalize('NFC').toLowerCase())
      .replace(/[^a-z0-9]/gi, '')
      .toLowerCase()
      .slice(0, 8);
    return name === '' ? mark : `${name}-${mark}`;
  });
}

function plainName(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, MAX_LENGTH)
    .replace(/-$/, '');
}
