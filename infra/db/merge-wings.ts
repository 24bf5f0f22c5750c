/** Names that two of the wings share. */
export type Clashes<W> = {
  [A in keyof W]: { [B in Exclude<keyof W, A>]: keyof W[A] & keyof W[B] }[Exclude<keyof W, A>];
}[keyof W];

/** All members of all wings, side by side. */
export type Union<W> = (
  W[keyof W] extends infer Each ? (Each extends unknown ? (each: Each) => void : never) : never
) extends (all: infer All) => void
  ? All
  : never;

/** Lays the members of wings side by side. Two of the same name do not compile. */
export function mergeWings<const W extends object>(
  wings: [Clashes<W>] extends [never] ? W : never,
): Union<W> {
  return Object.assign({}, ...Object.values(wings)) as Union<W>;
}
