/** How much of a mail is read. Whatever is beyond a bound stands in the mail's problems. */
export interface ReadLimits {
  /** Bytes of the whole: what the largest providers let through, and some more. */
  mailBytes: number;
  /** Bytes of its headers: beyond it they are noise. */
  headBytes: number;
  headers: number;
  /** Characters of one header. */
  headerLength: number;
  /** Addresses of one header. */
  people: number;
  /** Message-IDs of one header: the last ones count, they are the nearest. */
  references: number;
  /** Parts, nested ones included. */
  parts: number;
  /** Mails within the mail that are read, and how deep one within another is. */
  inside: number;
  depth: number;
  /** Bytes of a part that is kept, and of all of them. */
  partBytes: number;
  keptBytes: number;
  /** Characters of the text, of the HTML and of what is inside. */
  textLength: number;
  htmlLength: number;
  /** Bytes of the raw headers, and of the raw body. */
  rawHeaderBytes: number;
  rawBodyBytes: number;
}

export const READ_LIMITS: ReadLimits = {
  mailBytes: 50 * 1024 * 1024,
  headBytes: 1024 * 1024,
  headers: 1_000,
  headerLength: 8_000,
  people: 500,
  references: 100,
  parts: 1_000,
  inside: 50,
  depth: 4,
  partBytes: 20 * 1024 * 1024,
  keptBytes: 25 * 1024 * 1024,
  textLength: 500_000,
  htmlLength: 1_000_000,
  rawHeaderBytes: 64 * 1024,
  rawBodyBytes: 256 * 1024,
};
