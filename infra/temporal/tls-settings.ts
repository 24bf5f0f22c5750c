import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** How Temporal is reached over TLS; what is left out is as the system has it. */
export interface TemporalTls {
  /** Who signs the server's certificate, in PEM. */
  authority?: string;
  /** What we show the server, in PEM. */
  client?: { certificate: string; key: string };
  /** The name in the server's certificate, where it is not that of the address. */
  serverName?: string;
}

/** The variables of the environment about it. */
export interface TlsVariables {
  TEMPORAL_API_KEY?: string | undefined;
  TEMPORAL_TLS?: boolean | undefined;
  TEMPORAL_TLS_CA?: string | undefined;
  TEMPORAL_TLS_CERT?: string | undefined;
  TEMPORAL_TLS_KEY?: string | undefined;
  TEMPORAL_TLS_SERVER_NAME?: string | undefined;
}

/** What is given in PEM, or as the path of a file with it. Its words never stand in an error. */
const pem = (isFit: (text: string) => unknown, what: string) =>
  z.string().transform((given, { addIssue }) => {
    try {
      const text = given.includes('-----BEGIN ') ? given : readFileSync(given, 'utf8');
      if (isPem(text, isFit)) return text;
      addIssue({ code: 'custom', message: `must be ${what} in PEM, or the path of a file with it` });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      addIssue({
        code: 'custom',
        message: `is neither PEM nor the path of a file that can be read (${code})`,
      });
    }
    return z.NEVER;
  });

function isPem(text: string, isFit: (text: string) => unknown): boolean {
  try {
    isFit(text);
    return true;
  } catch {
    return false;
  }
}

/** A certificate, or several one after the other. */
export const certificatePem = pem((text) => new X509Certificate(text), 'a certificate');

/** A private key without a passphrase. */
export const privateKeyPem = pem((text) => createPrivateKey(text), 'a private key without a passphrase');

/** What is wrong with them together, by variable. */
export function tlsProblems(env: TlsVariables): [name: keyof TlsVariables, problem: string][] {
  const { TEMPORAL_TLS_CERT: certificate, TEMPORAL_TLS_KEY: key } = env;
  const problems: [keyof TlsVariables, string][] = [];
  if (certificate === undefined && key !== undefined) problems.push(['TEMPORAL_TLS_CERT', 'is needed']);
  if (certificate !== undefined && key === undefined) problems.push(['TEMPORAL_TLS_KEY', 'is needed']);
  if (certificate !== undefined && key !== undefined && !isPair(certificate, key))
    problems.push(['TEMPORAL_TLS_KEY', 'is not the key of the certificate TEMPORAL_TLS_CERT']);
  if (env.TEMPORAL_TLS === false && needsTls(env))
    problems.push(['TEMPORAL_TLS', 'must not be false: an API key and the rest of TEMPORAL_TLS_… need TLS']);
  return problems;
}

const isPair = (certificate: string, key: string): boolean =>
  new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));

const needsTls = (env: TlsVariables): boolean =>
  [
    env.TEMPORAL_API_KEY,
    env.TEMPORAL_TLS_CA,
    env.TEMPORAL_TLS_CERT,
    env.TEMPORAL_TLS_KEY,
    env.TEMPORAL_TLS_SERVER_NAME,
  ].some((each) => each !== undefined);

/** How Temporal is reached; null: without TLS. */
export function temporalTlsOf(env: TlsVariables): TemporalTls | null {
  if (!(env.TEMPORAL_TLS ?? needsTls(env))) return null;
  const { TEMPORAL_TLS_CA: authority, TEMPORAL_TLS_SERVER_NAME: serverName } = env;
  const { TEMPORAL_TLS_CERT: certificate, TEMPORAL_TLS_KEY: key } = env;
  return {
    ...(authority !== undefined && { authority }),
    ...(certificate !== undefined && key !== undefined && { client: { certificate, key } }),
    ...(serverName !== undefined && { serverName }),
  };
}
