import { expect, test } from '@jest/globals';
import { connectionWords } from '../../../infra/mail/connection-words.ts';

const SERVER = { host: 'mail.example.com', port: 465 };
const failure = (message: string, more: object = {}) => Object.assign(new Error(message), more);

test.each([
  [failure('connect ECONNREFUSED 192.0.2.1:465', { code: 'ESOCKET' }), /does not accept connections/],
  [failure('getaddrinfo ENOTFOUND mail.example.com', { code: 'EDNS' }), /host name .* cannot be found/],
  [failure('connect EHOSTUNREACH 192.0.2.1:465', { code: 'ESOCKET' }), /cannot be reached from here/],
  [
    failure('self-signed certificate', { code: 'ESOCKET', originalCode: 'DEPTH_ZERO_SELF_SIGNED_CERT' }),
    /its certificate authority/,
  ],
  [
    failure('Error initiating TLS - unable to get local issuer certificate', { code: 'ETLS' }),
    /not from an authority/,
  ],
  [failure('Error initiating TLS - certificate has expired', { code: 'ETLS' }), /has expired/],
  [
    failure(
      "Error initiating TLS - Hostname/IP does not match certificate's altnames: Host: mail.example.com.",
      { code: 'ETLS' },
    ),
    /for another host name/,
  ],
  [
    failure('SSL routines:ssl3_get_record:wrong version number', { code: 'ESOCKET' }),
    /does not begin with TLS/,
  ],
  [failure('SSL routines:tlsv1 alert protocol version', { code: 'ESOCKET' }), /no common way to encrypt/],
  [failure('Connection timeout', { code: 'ETIMEDOUT' }), /did not answer in time/],
  [failure('Greeting never received', { code: 'ETIMEDOUT' }), /did not answer in time/],
  [failure('read ECONNRESET', { code: 'ESOCKET' }), /closed the connection without a word/],
  [
    failure('Cannot send message - smtp connection is already destroyed.', { code: 'ECONNECTION' }),
    /closed the connection/,
  ],
  [failure('Missing credentials for "LOGIN"', { code: 'EAUTH' }), /the mailbox has no password/],
  [
    failure('Message size larger than allowed 1000', { code: 'EMESSAGE' }),
    /larger than the mail server .* takes/,
  ],
  [failure('something new'), /The connection to the mail server mail\.example\.com:465 failed\./],
  [undefined, /failed\./],
])('D2: %s is said in words for people', (error, words) => {
  const said = connectionWords(error, SERVER);
  expect(said).toMatch(words);
  expect(said).toMatch(/^[A-Z].*\.$/);
});
