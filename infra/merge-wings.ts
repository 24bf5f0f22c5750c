/** The names that two wings share. */
type Clashes<W> = {
  [A in keyof W]: { [B in Exclude<keyof W, A>]: keyof W[A] & keyof W[B] }[Exclude<keyof W, A>];
}[keyof W];

type Intersection<U> = (U extends unknown ? (member: U) => void : never) extends (all: infer I) => void
  ? I
  : never;

/** What several wings bring, under one roof. */
export type Merged<W> = { [Name in keyof Intersection<W[keyof W]>]: Intersection<W[keyof W]>[Name] };

/** Puts what the wings bring into one object. Two wings that bring the same name do not compile. */
export function mergeWings<const W extends Readonly<Record<string, object>>>(
  wings: [Clashes<W>] extends [never] ? W : `two wings bring ${Clashes<W> & string}`,
): Merged<W> {
  return Object.assign({}, ...Object.values(wings as Readonly<Record<string, object>>)) as Merged<W>;
}
