import { Prisma } from './generated/client.ts';

/** What a database error means for a caller; null: a fault of ours. */
export type DatabaseFault = 'unique' | 'unavailable' | 'busy' | 'bad_text';

const BY_PRISMA_CODE: Record<string, DatabaseFault> = {
  P1001: 'unavailable',
  P1002: 'unavailable',
  P1008: 'unavailable',
  P1017: 'unavailable',
  P2002: 'unique',
  P2024: 'busy',
  P2028: 'busy',
  P2034: 'busy',
};
// https://www.postgresql.org/docs/current/errcodes-appendix.html
const BY_SQLSTATE: Record<string, DatabaseFault> = {
  '23505': 'unique',
  '40001': 'busy',
  '40P01': 'busy',
  '55P03': 'busy',
  '57P01': 'unavailable',
  '57P03': 'unavailable',
  '53300': 'unavailable',
  '22021': 'bad_text',
  '22P05': 'bad_text',
};
const BY_SYSTEM_CODE: Record<string, DatabaseFault> = {
  ECONNREFUSED: 'unavailable',
  ECONNRESET: 'unavailable',
  ENOTFOUND: 'unavailable',
  ETIMEDOUT: 'unavailable',
};

/** Classifies an error thrown by a store function. */
export function faultOf(error: unknown): DatabaseFault | null {
  if (error instanceof Prisma.PrismaClientInitializationError) return 'unavailable';
  if (!(error instanceof Error)) return null;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const known = BY_PRISMA_CODE[code] ?? BY_SYSTEM_CODE[code];
  if (known) return known;
  const state = sqlStateOf(error);
  return state === null ? null : (BY_SQLSTATE[state] ?? null);
}

/** PostgreSQL's code inside a Prisma error: in `meta`, or on the driver adapter's error that caused it. */
function sqlStateOf(error: Error): string | null {
  const meta = 'meta' in error ? (error.meta as Record<string, unknown> | undefined) : undefined;
  const adapter = (meta?.['driverAdapterError'] ?? error.cause) as { cause?: Record<string, unknown> } | undefined;
  const code = adapter?.cause?.['originalCode'] ?? adapter?.cause?.['code'] ?? meta?.['code'];
  return typeof code === 'string' ? code : null;
}
