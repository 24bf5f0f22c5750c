import { Prisma } from './generated/client.ts';

/** What a database error means for a caller; null: a fault of ours. */
export type DatabaseFault = 'unique' | 'unavailable' | 'busy' | 'bad_text';

const BY_PRISMA_CODE: Record<string, DatabaseFault> = {
  P1000: 'unavailable',
  P1001: 'unavailable',
  P1002: 'unavailable',
  P1003: 'unavailable',
  P1008: 'unavailable',
  P1010: 'unavailable',
  P1011: 'unavailable',
  P1017: 'unavailable',
  P2002: 'unique',
  P2024: 'busy',
  P2028: 'busy',
  P2034: 'busy',
  P2037: 'unavailable',
};
// https://www.postgresql.org/docs/current/errcodes-appendix.html
const BY_SQLSTATE: Record<string, DatabaseFault> = {
  '23505': 'unique',
  '25006': 'unavailable',
  '25P03': 'unavailable',
  '25P04': 'busy',
  '26000': 'busy',
  '3D000': 'unavailable',
  '40001': 'busy',
  '40P01': 'busy',
  '42P05': 'busy',
  '55000': 'unavailable',
  '55P03': 'busy',
  '57014': 'busy',
  '22021': 'bad_text',
  '22P05': 'bad_text',
};
/**
 * Classes of which every code is the server's own trouble: connections, credentials, resources such as the disk, shutdown
 * and recovery, the system underneath, its configuration, what it finds broken in itself.
 */
const BY_SQLSTATE_CLASS: Record<string, DatabaseFault> = {
  '08': 'unavailable',
  '28': 'unavailable',
  '53': 'unavailable',
  '57': 'unavailable',
  '58': 'unavailable',
  F0: 'unavailable',
  XX: 'unavailable',
};
// Kinds of the driver adapter, for statements that never reached the server.
const BY_ADAPTER_KIND: Record<string, DatabaseFault> = {
  AuthenticationFailed: 'unavailable',
  ConnectionClosed: 'unavailable',
  DatabaseAccessDenied: 'unavailable',
  DatabaseDoesNotExist: 'unavailable',
  DatabaseNotReachable: 'unavailable',
  SocketTimeout: 'unavailable',
  TlsConnectionError: 'unavailable',
  TooManyConnections: 'unavailable',
  TransactionWriteConflict: 'busy',
  UniqueConstraintViolation: 'unique',
};
const SYSTEM_CODES = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);
/** What the driver or the server says without a code of its own: of a connection that ended, or one that the pool could not give. */
const BY_DRIVER_MESSAGE: [RegExp, DatabaseFault][] = [
  [/timeout exceeded when trying to connect/i, 'busy'],
  // Its code stands for other things, too.
  [/cached plan must not change result type/i, 'busy'],
  [/connection terminated|connection error|closed the connection|server has closed/i, 'unavailable'],
  [/client was closed|not queryable|cannot use a pool after|socket (?:has been|was) ended/i, 'unavailable'],
];

/** Causes and parts of an error that are looked into; nothing real is deeper. */
const MAX_DEPTH = 5;

/** Classifies an error thrown by a store function. */
export function faultOf(error: unknown): DatabaseFault | null {
  return faultIn(error, MAX_DEPTH);
}

/** Whether the database is well, and refused a statement for what it says. */
export const isRefused = (error: unknown): boolean =>
  error instanceof Prisma.PrismaClientKnownRequestError && [null, 'bad_text'].includes(faultOf(error));

/** Looks at the error itself, then at what the driver adapter reported, its causes and, of several attempts, each. */
function faultIn(error: unknown, depth: number): DatabaseFault | null {
  if (depth === 0 || typeof error !== 'object' || error === null) return null;
  const own = ownFault(error as Reported);
  if (own !== null) return own;
  const { meta, cause, errors } = error as Reported;
  for (const inner of [meta?.driverAdapterError, cause, ...(Array.isArray(errors) ? errors : [])]) {
    const fault = faultIn(inner, depth - 1);
    if (fault !== null) return fault;
  }
  return null;
}

/** What an error of Prisma, of its driver adapter, of the driver or of the system may say of itself. */
interface Reported {
  code?: unknown;
  originalCode?: unknown;
  kind?: unknown;
  message?: unknown;
  meta?: { driverAdapterError?: unknown };
  cause?: unknown;
  errors?: unknown;
}

function ownFault(error: Reported): DatabaseFault | null {
  if (error instanceof Prisma.PrismaClientInitializationError) return 'unavailable';
  for (const code of [error.originalCode, error.code].map(String)) {
    const fault = BY_PRISMA_CODE[code] ?? (SYSTEM_CODES.has(code) ? 'unavailable' : faultOfState(code));
    if (fault !== null) return fault;
  }
  const ofKind = BY_ADAPTER_KIND[String(error.kind)];
  if (ofKind) return ofKind;
  const message = error instanceof Error ? error.message : '';
  return BY_DRIVER_MESSAGE.find(([said]) => said.test(message))?.[1] ?? null;
}

function faultOfState(code: string): DatabaseFault | null {
  if (!/^[0-9A-Z]{5}$/.test(code)) return null;
  return BY_SQLSTATE[code] ?? BY_SQLSTATE_CLASS[code.slice(0, 2)] ?? null;
}
