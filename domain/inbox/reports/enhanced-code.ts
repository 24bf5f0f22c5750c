/** Enhanced status codes (RFC 3463) in what servers say; not in versions, addresses of hosts, or dates. */
const CODE = /(?<![\w.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d]|\.\d)/g;

/** As a server gives it: after its three digits, in brackets, after `#` or a word for status, or at the start of a line. */
const SERVER_GIVES =
  /(?:[245]\d\d[ -]+|#|\(|\[|(?:status|code|error|fehler|statuscode|reason|erreur|codigo|codice|foutcode)[^\w\n]{0,4}|^\s*|[<>"'] ?)$/i;

/** How exact a code is: `5.1.1` says more than `5.1.0`, that more than `5.0.0`. */
const exactness = (code: string): number => code.split('.').slice(1).filter((part) => Number(part) > 0).length;

/** The codes in a field that holds a server's answer, in their order. */
export function codesIn(answer: string): string[] {
  return [...answer.matchAll(CODE)].map(([, kind, subject, detail]) => `${kind}.${Number(subject)}.${Number(detail)}`);
}

/** The codes in prose: only those that a server is quoted with. */
export function codesInProse(text: string): string[] {
  return [...text.matchAll(CODE)]
    .filter(({ index }) => SERVER_GIVES.test(text.slice(Math.max(0, index - 16), index)))
    .map(([, kind, subject, detail]) => `${kind}.${Number(subject)}.${Number(detail)}`);
}

/**
 * The most exact of several codes, the first of equals; null: there is none. Those of success are none of a failure, and a
 * permanent one goes before what was said while it was still tried.
 */
export function mostExact(codes: readonly string[]): string | null {
  const weight = (code: string): number => exactness(code) * 2 + (code.startsWith('5') ? 1 : 0);
  const failures = codes.filter((code) => !code.startsWith('2'));
  return failures.reduce<string | null>(
    (best, code) => (best === null || weight(code) > weight(best) ? code : best),
    null,
  );
}
