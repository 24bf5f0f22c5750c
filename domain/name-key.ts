/** Under which a name is unique: in any case, however its letters are composed (S2). */
export function nameKeyOf(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase();
}
