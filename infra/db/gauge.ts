import { Prisma } from './generated/client.ts';

/** Something an operator watches, as one SELECT that gives it as of a moment (epoch milliseconds). */
export interface GaugeQuery {
  /** In Prometheus' manner, without the product's prefix. */
  name: string;
  help: string;
  /** One number, or one for each status: see {@link byStatus}. */
  label: 'status' | null;
  select: (now: number) => Prisma.Sql;
}

/** The value of a gauge with a status: `rows` selects each `status` with its count `n`. */
export const byStatus = (rows: Prisma.Sql): Prisma.Sql => Prisma.sql`
  SELECT coalesce(json_agg(json_build_object('status', status, 'count', n)), '[]'::json)
  FROM (${rows}) AS counted`;
