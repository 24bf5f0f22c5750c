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
// Kinds of the driver adapter, for raw statements that never reached the server.
const BY_ADAPTER_KIND: Record<string, DatabaseFault> = {
  ConnectionClosed: 'unavailable',
  DatabaseNotReachable: 'unavailable',
  SocketTimeout: 'unavailable',
  TooManyConnections: 'unavailable',
  TransactionWriteConflict: 'busy',
  UniqueConstraintViolation: 'unique',
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
  const cause = causeOf(error);
  const state = cause['originalCode'] ?? cause['code'];
  return BY_SQLSTATE[String(state)] ?? BY_ADAPTER_KIND[String(cause['kind'])] ?? null;
}

/** What the driver adapter reported: in `meta` of a Prisma error, or as the cause of its own. */
function causeOf(error: Error): Record<string, unknown> {
  const meta = 'meta' in error ? (error.meta as Record<string, unknown> | undefined) : undefined;
  const adapterError = (meta?.['driverAdapterError'] ?? error) as { cause?: Record<string, unknown> };
  return adapterError.cause ?? {};
}
