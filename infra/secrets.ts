import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

/** Seals secrets for the database (M1). */
export type SecretBox = {
  /** Id of the key that seals; it stands in front of what was sealed: `v1.<key id>.…`. */
  keyId: string;
  /** Ids of all keys that open, the sealing one first. */
  keyIds: readonly string[];
  /** Encrypts; two seals of one text differ. */
  seal(text: string): string;
  /**
   * Decrypts what `seal` returned.
   *
   * @throws SecretError `unknown_key` when it was sealed with a key that is not configured, `corrupt` when it was changed
   */
  open(sealed: string): string;
};

/** Signs values that travel through mails and come back, such as unsubscribe links. */
export type TokenSigner = {
  /** The payload, readable, with its signature; made of URL-safe characters. Does not expire. */
  signToken(payload: string): string;
  /** The payload, or null when the token was not signed by us for this purpose. */
  verifyToken(token: string): string | null;
};

/** The id of the key that a text was sealed with; null: it is none that was sealed. */
export const keyIdOf = (sealed: string): string | null => /^v1\.([0-9a-f]{8})\./.exec(sealed)?.[1] ?? null;

/** `code` is stable; the message holds no secret. */
export class SecretError extends Error {
  readonly code: 'bad_key' | 'unknown_key' | 'corrupt';

  constructor(code: 'bad_key' | 'unknown_key' | 'corrupt', message: string) {
    super(message);
    this.name = 'SecretError';
    this.code = code;
  }
}

const KEY_BYTES = 32;
/** GCM's own nonce length (NIST SP 800-38D). Random nonces are safe for 2^32 seals with one key. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM with the id of the key in front (`v1.<key id>.<data>`), so that keys can be exchanged: seal with the new
 * one, keep the old ones for opening.
 *
 * @param keyBase64 32 bytes
 * @param formerKeysBase64 keys that may still open
 * @throws SecretError `bad_key` when a key is not 32 bytes of base64
 */
export function createSecretBox(keyBase64: string, formerKeysBase64: readonly string[] = []): SecretBox {
  const key = readKey(keyBase64);
  const id = keyId(key);
  const keys = new Map([...formerKeysBase64.map(readKey), key].map((known) => [keyId(known), known]));
  return {
    keyId: id,
    keyIds: [id, ...[...keys.keys()].filter((other) => other !== id)],
    seal(text) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(id));
      const data = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return `v1.${id}.${data.toString('base64url')}`;
    },
    open(sealed) {
      const [version, sealedWith = '', data = ''] = sealed.split('.');
      if (version !== 'v1') throw new SecretError('corrupt', 'not a sealed secret');
      const known = keys.get(sealedWith);
      if (!known)
        throw new SecretError('unknown_key', `sealed with key ${sealedWith}, which is not configured`);
      return decrypt(known, sealedWith, Buffer.from(data, 'base64url'));
    },
  };
}

/**
 * HMAC-SHA-256 with a key derived for one purpose: a token of one kind is worth nothing as another.
 *
 * @param keyBase64 the key of the secret box
 * @param purpose such as `unsubscribe`
 * @throws SecretError `bad_key`
 */
export function createTokenSigner(keyBase64: string, purpose: string): TokenSigner {
  const key = Buffer.from(hkdfSync('sha256', readKey(keyBase64), '', `token ${purpose}`, KEY_BYTES));
  const sign = (data: string): Buffer => createHmac('sha256', key).update(data).digest();
  return {
    signToken(payload) {
      const data = Buffer.from(payload, 'utf8').toString('base64url');
      return `${data}.${sign(data).toString('base64url')}`;
    },
    verifyToken(token) {
      const [data = '', signature = '', ...rest] = token.split('.');
      const given = Buffer.from(signature, 'base64url');
      const right = sign(data);
      // Base64 has several spellings of the same bytes; only our own is a token.
      const isOurs = rest.length === 0 && given.length === right.length && timingSafeEqual(given, right);
      return isOurs && signature === right.toString('base64url')
        ? Buffer.from(data, 'base64url').toString('utf8')
        : null;
    },
  };
}

/**
 * Fingerprints of texts, in hexadecimal, made with a key derived for one purpose: equal texts have equal ones, and without
 * the key nobody can find a text by guessing, as with a plain hash.
 *
 * @param keyBase64 the key of the secret box
 * @throws SecretError `bad_key`
 */
export function createFingerprint(keyBase64: string, purpose: string): (text: string) => string {
  const key = Buffer.from(hkdfSync('sha256', readKey(keyBase64), '', `fingerprint ${purpose}`, KEY_BYTES));
  return (text) => createHmac('sha256', key).update(text, 'utf8').digest('hex');
}

function decrypt(key: Buffer, id: string, data: Buffer): string {
  if (data.length < NONCE_BYTES + TAG_BYTES)
    throw new SecretError('corrupt', 'the sealed secret is cut short');
  const decipher = createDecipheriv('aes-256-gcm', key, data.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  })
    .setAAD(Buffer.from(id))
    .setAuthTag(data.subarray(-TAG_BYTES));
  try {
    const text = Buffer.concat([decipher.update(data.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    return text.toString('utf8');
  } catch {
    throw new SecretError('corrupt', 'the sealed secret was changed');
  }
}

function readKey(keyBase64: string): Buffer {
  const key = Buffer.from(keyBase64, 'base64');
  if (key.length !== KEY_BYTES)
    throw new SecretError('bad_key', `the key is not ${KEY_BYTES} bytes of base64`);
  return key;
}

function keyId(key: Buffer): string {
  return createHash('sha256').update('followthrough key id').update(key).digest('hex').slice(0, 8);
}
