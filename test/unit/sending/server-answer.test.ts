import { expect, test } from '@jest/globals';
import { judgeAnswer, type AnswerAbout, type AnswerStage } from '../../../domain/sending/server-answer.ts';

type Row = [about: AnswerAbout, stage: AnswerStage, server: string, reply: string];

/** As real servers say it; addresses and hosts are invented. */
const ANSWERS: Row[] = [
  // Nobody is at this address.
  [
    'address',
    'rcpt',
    'Postfix',
    '550 5.1.1 <x@a.example>: Recipient address rejected: User unknown in virtual mailbox table',
  ],
  [
    'address',
    'rcpt',
    'Postfix, old',
    '550 <x@a.example>: Recipient address rejected: User unknown in local recipient table',
  ],
  [
    'address',
    'rcpt',
    'Postfix, null MX',
    '556 5.1.10 <x@a.example>: Recipient address rejected: Domain a.example does not accept mail (nullMX)',
  ],
  [
    'address',
    'rcpt',
    'Gmail',
    '550-5.1.1 The email account that you tried to reach does not exist. Please try\r\n550-5.1.1 double-checking the recipient’s email address for typos or\r\n550 5.1.1 unnecessary spaces. https://support.google.com/mail/?p=NoSuchUser - gsmtp',
  ],
  [
    'address',
    'rcpt',
    'Exchange Online',
    '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient x@a.example not found by SMTP address lookup',
  ],
  ['address', 'rcpt', 'Exchange', '550 5.1.1 User unknown'],
  ['address', 'rcpt', 'Exim, cPanel', '550 No Such User Here'],
  [
    'address',
    'rcpt',
    'Exim, two lines',
    '550-Verification failed for <x@a.example>\r\n550 No Such User Here',
  ],
  ['address', 'rcpt', 'Exim', '550 Unrouteable address'],
  ['address', 'rcpt', 'Proofpoint', '550 5.1.1 User Unknown'],
  [
    'address',
    'rcpt',
    'Mimecast',
    '550 Invalid Recipient - https://community.mimecast.com/docs/DOC-1369#550 [abc]',
  ],
  ['address', 'rcpt', 'qmail', '550 sorry, no mailbox here by that name. (#5.1.1)'],
  ['address', 'rcpt', 'qmail without a code', '511 sorry, no mailbox here by that name'],
  [
    'address',
    'rcpt',
    'OVH',
    '550 5.1.1 <x@a.example>: Email address could not be found, or was misspelled (G8)',
  ],
  ['address', 'rcpt', 'sendmail', '550 5.1.1 <x@a.example>... User unknown'],
  ['address', 'rcpt', 'sendmail, 553', '553 5.3.0 <x@a.example>... No such user here'],
  [
    'address',
    'rcpt',
    'Yahoo',
    '554 delivery error: dd This user doesn’t have an account. Mailbox does not exist',
  ],
  ['address', 'rcpt', 'IronPort', '550 #5.1.1 Unknown address'],
  ['address', 'rcpt', 'mailcow', '550 5.1.1 <x@a.example> User doesn’t exist: x@a.example'],
  ['address', 'body', 'a gateway that finds out behind DATA', '550 5.1.1 The recipient does not exist'],
  // Ours, so that nothing leaves.
  ['mailbox', 'mail', 'any', '530 5.7.0 Authentication required'],
  ['mailbox', 'rcpt', 'case 8a', '530 5.7.1 Authentication required'],
  [
    'mailbox',
    'mail',
    'Exchange Online',
    '530 5.7.57 Client not authenticated to send mail. [X.EURPRD01.PROD.OUTLOOK.COM]',
  ],
  ['mailbox', 'mail', 'Gmail', '530 5.7.0 Must issue a STARTTLS command first. - gsmtp'],
  [
    'mailbox',
    'mail',
    'Postfix',
    '553 5.7.1 <ar@firm.example>: Sender address rejected: not owned by user ar',
  ],
  ['mailbox', 'mail', 'any 553', '553 sorry, that sender is not welcome'],
  ['mailbox', 'mail', 'qmail', '553 sorry, your envelope sender is in my badmailfrom list (#5.7.1)'],
  [
    'mailbox',
    'mail',
    'sendmail',
    '553 5.1.8 <ar@firm.example>... Domain of sender address ar@firm.example does not exist',
  ],
  ['mailbox', 'mail', 'Postfix', '550 5.1.8 <ar@firm.example>: Sender address rejected: Domain not found'],
  ['mailbox', 'mail', 'IONOS', '550 Sender address is not allowed.'],
  ['mailbox', 'mail', 'Exim', '550 Access denied - Invalid HELO name (See RFC2821 4.1.1.1)'],
  [
    'mailbox',
    'mail',
    'blocked',
    '554 5.7.1 Service unavailable; client host [192.0.2.10] blocked using zen.spamhaus.org',
  ],
  ['mailbox', 'data', 'login lost', '535 5.7.8 Error: authentication failed'],
  // The sender or a rule; only another recipient tells whose.
  ['policy', 'rcpt', 'case 8b', '554 5.7.1 Service unavailable; client host [192.0.2.10] blocked by policy'],
  ['policy', 'rcpt', 'case 8c', '553 5.7.1 <ar@firm.example>: Sender address rejected: not owned by user'],
  ['policy', 'rcpt', 'Postfix', '554 5.7.1 <x@a.example>: Relay access denied'],
  ['policy', 'rcpt', 'Postfix without a code', '554 <x@a.example>: Relay access denied'],
  [
    'policy',
    'rcpt',
    'Postfix',
    '504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname',
  ],
  [
    'policy',
    'rcpt',
    'Postfix, delayed',
    '550 5.1.8 <ar@firm.example>: Sender address rejected: Domain not found',
  ],
  [
    'policy',
    'rcpt',
    'Exim',
    '550-Verification failed for <ar@firm.example>\r\n550-No Such User Here\r\n550 Sender verify failed',
  ],
  ['policy', 'rcpt', 'Exim', '550 relay not permitted'],
  ['policy', 'rcpt', 'Exchange', '550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain'],
  ['policy', 'rcpt', 'Exchange Online', '550 5.7.1 TRS-AMA: Service unavailable, message refused'],
  ['policy', 'rcpt', 'qmail', '553 sorry, that domain isn’t in my list of allowed rcpthosts (#5.7.1)'],
  ['policy', 'rcpt', 'qmail without a code', '553 sorry, that domain isn’t in my list of allowed rcpthosts'],
  ['policy', 'rcpt', 'Proofpoint', '550 5.7.0 Blocked - see https://ipcheck.proofpoint.com/?ip=192.0.2.10'],
  [
    'policy',
    'rcpt',
    'Mimecast',
    '550 Administrative prohibition - envelope blocked - https://community.mimecast.com/docs/DOC-1369#550',
  ],
  [
    'policy',
    'body',
    'Exchange Online',
    '550 5.7.60 SMTP; Client does not have permissions to send as this sender',
  ],
  [
    'policy',
    'body',
    'Exchange Online',
    '554 5.2.252 SendAsDenied; ar@firm.example not allowed to send as x@firm.example',
  ],
  [
    'policy',
    'body',
    'Gmail',
    '550-5.7.1 Our system has detected that this message is\r\n550 5.7.1 likely unsolicited mail. - gsmtp',
  ],
  ['policy', 'data', 'Gmail', '550 5.4.5 Daily user sending quota exceeded. - gsmtp'],
  ['policy', 'rcpt', 'Exchange Online', '550 5.1.8 Access denied, bad outbound sender'],
  // This message, for good.
  [
    'refused',
    'rcpt',
    'Exchange Online',
    '550 5.4.1 Recipient address rejected: Access denied. [X.EURPRD01.PROD.OUTLOOK.COM]',
  ],
  ['refused', 'rcpt', 'Outlook.com', '550 5.5.0 Requested action not taken: mailbox unavailable'],
  ['refused', 'rcpt', 'GMX, IONOS', '550 Requested action not taken: mailbox unavailable'],
  ['refused', 'rcpt', 'Gmail', '550 5.2.1 The email account that you tried to reach is disabled. - gsmtp'],
  ['refused', 'rcpt', 'Dovecot', '552 5.2.2 <x@a.example> Quota exceeded (mailbox for user is full)'],
  ['refused', 'rcpt', 'Cyrus', '552 5.2.2 Over quota: recipient account has a sending limit'],
  ['refused', 'mail', 'Postfix', '552 5.3.4 Message size exceeds fixed limit'],
  ['refused', 'mail', 'any', '501 5.5.4 Syntax error in parameters'],
  ['refused', 'rcpt', 'any', '550 5.1.0 Address rejected'],
  ['refused', 'data', 'any', '554 no thanks'],
  ['refused', 'body', 'any', '554 5.6.0 Message contains invalid header'],
  ['refused', 'body', 'content without a code', '554 rejected by content filter: user unknown to scanner'],
  // Again later.
  ['temporary', 'rcpt', 'Postgrey', '450 4.2.0 <x@a.example>: Recipient address rejected: Greylisted'],
  ['temporary', 'rcpt', 'case 22', '452 4.2.2 Mailbox full'],
  [
    'temporary',
    'rcpt',
    'Yahoo',
    '421 4.7.0 [TSS04] Messages from 192.0.2.10 temporarily deferred due to user complaints',
  ],
  [
    'temporary',
    'rcpt',
    'Postfix',
    '450 4.1.1 <x@a.example>: Recipient address rejected: unverified address: User unknown',
  ],
  ['temporary', 'mail', 'Exchange Online', '451 4.7.500 Server busy. Please try again later'],
  [
    'temporary',
    'mail',
    'Gmail',
    '454 4.7.0 Cannot authenticate due to temporary system problem. Try again later.',
  ],
  ['temporary', 'body', 'any', '452 4.3.1 Insufficient system storage'],
];

test.each(ANSWERS)('D2, D3: %s at %s by %s: %s', (about, stage, _server, reply) => {
  expect(judgeAnswer(stage, reply)).toBe(about);
});
