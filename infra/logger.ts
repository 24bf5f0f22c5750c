import { pino, type DestinationStream, type Logger } from 'pino';

export type { Logger } from 'pino';

const SECRET_NAMES = [
  'authorization',
  'cookie',
  'password',
  'pass',
  'key',
  'apiKey',
  'secretKey',
  'token',
  'secret',
];

/** Names whose values never reach a log line, at the top and up to three levels down. */
const REDACTED_PATHS = SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.*.*.${name}`]);

/**
 * What no line holds, wherever it stands (O4): errors of the database and replies of mail servers quote addresses, and
 * names in addresses of web pages are passwords or tokens.
 */
const PRIVATE_TEXTS: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/:\/\/[^\s/@"\\]+@/g, '://[redacted]@'],
  [/\b(?:ft|whsec)_[A-Za-z0-9+/=_-]{16,}/g, '[redacted]'],
  [/\bBearer [A-Za-z0-9._~+/=-]+/gi, 'Bearer [redacted]'],
  [/\bv1\.[0-9a-f]{8}\.[\w-]+/g, '[redacted]'],
  [/\/(unsubscribe|go|img)\/[^\s"?\\]+/g, '/$1/[redacted]'],
  [/[^\s@<>"'(),;:\\[\]=]+(?:@|%40)[^\s@<>"'(),;:\\[\]=/]+\.[^\s@<>"'(),;:\\[\]=/]+/g, '[address]'],
];

/** A record of a log without what is private in it. */
export const withoutPrivate = (record: string): string =>
  PRIVATE_TEXTS.reduce((text, [pattern, instead]) => text.replace(pattern, instead), record);

const LEVEL_NAMES: Record<number, string> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};

const STANDARD_FIELDS = new Set(['level', 'time', 'pid', 'hostname', 'name', 'msg', 'err']);

/** One JSON record as a line for people; anything that is not JSON is left as it is. */
function readable(record: string): string {
  try {
    const {
      level,
      time,
      msg = '',
      err,
      ...rest
    } = JSON.parse(record) as { msg?: string } & Record<string, unknown>;
    const extra = Object.entries(rest).filter(([name]) => !STANDARD_FIELDS.has(name));
    const fields = extra.map(
      ([name, value]) => ` ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
    );
    const stack = (err as { stack?: string } | undefined)?.stack;
    const clock = new Date(Number(time)).toISOString().slice(11, 19);
    return `${clock} ${LEVEL_NAMES[Number(level)] ?? 'info'} ${msg}${fields.join('')}${stack ? `\n${stack}` : ''}\n`;
  } catch {
    return record;
  }
}

const terminal: DestinationStream = { write: (record) => void process.stdout.write(readable(record)) };
const plain: DestinationStream = { write: (record) => void process.stdout.write(record) };

/**
 * A logger that writes JSON lines to standard output, or short lines when that is a terminal.
 * Values under names such as `password` or `authorization` are replaced by `[redacted]`, addresses and tokens wherever
 * they stand.
 * @param options.name which process speaks: `api` or `worker`.
 * @param options.level least level written; `silent` writes nothing.
 * @param options.to where lines go; left out: standard output.
 */
export function createLogger({
  name,
  level,
  to = process.stdout.isTTY ? terminal : plain,
}: {
  name: string;
  level: string;
  to?: DestinationStream;
}): Logger {
  const options = { name, level, redact: { paths: REDACTED_PATHS, censor: '[redacted]' } };
  return pino(options, { write: (record) => to.write(withoutPrivate(record)) });
}
