import { X509Certificate } from 'node:crypto';
import type { FieldProblem } from '../../contracts/problems.ts';

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g;

/** What keeps a certificate authority from being saved: TLS would fail at each send, in words that help nobody (M1). */
export function findAuthorityProblems(
  pem: string | null | undefined,
  { now, field }: { now: number; field: string },
): FieldProblem[] {
  if (pem == null) return [];
  const blocks = [...pem.matchAll(BLOCK)];
  const problem = (message: string): FieldProblem[] => [{ field, message }];
  if (blocks.some(([, label]) => label!.endsWith('PRIVATE KEY')))
    return problem('holds a private key: give the certificate of the authority only, and replace that key');
  if (blocks.length === 0) return problem('must hold certificates in PEM: -----BEGIN CERTIFICATE----- …');
  for (const [index, [block]] of blocks.entries()) {
    const which = blocks.length === 1 ? 'the certificate' : `certificate ${index + 1}`;
    const certificate = parse(block);
    if (certificate === null) return problem(`${which} cannot be read`);
    if (Date.parse(certificate.validTo) < now) return problem(`${which} has expired`);
  }
  return [];
}

function parse(block: string): X509Certificate | null {
  try {
    return new X509Certificate(block);
  } catch {
    return null;
  }
}
