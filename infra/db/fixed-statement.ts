import { Prisma } from './generated/client.ts';
import type { RawTx } from './raw-transaction.ts';

/** Stands for a value that each call gives. */
class Slot {
  constructor(readonly name: string) {}
}

/**
 * A statement whose text never varies: its pieces of SQL are put together once, and not at each call, which takes as long as
 * to send it where they are many.
 *
 * @param build the statement, with a piece for each value by name
 */
export function fixedStatement<Name extends string>(
  build: (values: Record<Name, Prisma.Sql>) => Prisma.Sql,
): <Row>(db: RawTx, values: Record<Name, unknown>) => Promise<Row[]> {
  const slots = new Proxy({} as Record<Name, Prisma.Sql>, {
    get: (_, name) => Prisma.sql`${new Slot(String(name))}`,
  });
  const { strings, values: places } = build(slots);
  const statement = Object.assign([...strings], { raw: strings });
  return (db, values) =>
    db.$queryRaw(
      statement,
      ...places.map((place) => (place instanceof Slot ? values[place.name as Name] : place)),
    );
}
