/** Where a connection was to go, for words about it. */
interface Where {
  host: string;
  port: number;
}

interface Fault {
  code?: unknown;
  originalCode?: unknown;
  message?: unknown;
}

/** What a fault of the connection is called, by what its code and message hold; the first that fits. */
const FAULTS: readonly [RegExp, (where: string) => string][] = [
  [
    /ECONNREFUSED/,
    (where) => `${where} does not accept connections (ECONNREFUSED): check host and port of the mailbox.`,
  ],
  [/ENOTFOUND|EDNS|EAI_AGAIN/, (where) => `The host name of ${where} cannot be found: check it.`],
  [/EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL/, (where) => `${where} cannot be reached from here.`],
  [
    /CERT_HAS_EXPIRED|certificate has expired/i,
    (where) => `The certificate of ${where} has expired: its operator has to renew it.`,
  ],
  [
    /CERT_NOT_YET_VALID|not yet valid/i,
    (where) => `The certificate of ${where} is not valid yet: check the clocks of both sides.`,
  ],
  [
    /ALTNAME_INVALID|does not match certificate/i,
    (where) => `The certificate of ${where} is for another host name: use the name that it was issued for.`,
  ],
  [
    /SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|self[- ]signed|unable to (verify|get)|certificate/i,
    (where) =>
      `The certificate of ${where} is not from an authority that is trusted here: give the mailbox its certificate authority, or have the server use a public one.`,
  ],
  [
    /WRONG_VERSION_NUMBER|wrong version number|packet length too long/i,
    (where) => `${where} does not begin with TLS: with this port the mailbox may need \`starttls\`.`,
  ],
  [
    /ETLS|SSL|TLS/,
    (where) => `${where} and this side found no common way to encrypt the connection (TLS 1.2 or newer).`,
  ],
  [/Message size larger/i, (where) => `The message is larger than ${where} takes.`],
  [
    /no login by a token is offered/,
    (where) => `${where} offers no sign-in by OAuth (XOAUTH2): check host and port of the mailbox.`,
  ],
  [/Missing credentials/i, () => 'The server wants a login, and the mailbox has no password.'],
  [
    /ETIMEDOUT|timeout|no session within|Greeting never received/i,
    (where) => `${where} did not answer in time.`,
  ],
  [
    /ECONNRESET|EPIPE|clos(ed|ing)|destroyed|ECONNECTION|ended|half-closed/i,
    (where) => `${where} closed the connection without a word.`,
  ],
];

/** Words for people where the server said nothing: never those of a library. */
export function connectionWords(error: unknown, { host, port }: Where): string {
  const { code, originalCode, message } = (error ?? {}) as Fault;
  const text = [originalCode, code, message].filter((part) => typeof part === 'string').join(' ');
  const fault = FAULTS.find(([pattern]) => pattern.test(text))?.[1];
  const words = (fault ?? ((where) => `the connection to ${where} failed.`))(
    `the mail server ${host}:${port}`,
  );
  return words[0]!.toUpperCase() + words.slice(1);
}
