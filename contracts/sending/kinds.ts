/** The closed lists of sending: each literal union is written once; schemas, SQL and switches take it from here. A leaf. */

/**
 * Why an open step execution does not leave although its time has come, or why nothing is due; `outcome`: a condition is open (S15);
 * `removed`: it is off its list, or was removed from the sequence; `waiting_for_status`: its customer is not active yet (S17).
 */
export const WAIT_REASONS = [
  'scheduled',
  'window',
  'quiet_hours',
  'waiting_for_person',
  'previous_step',
  'outcome',
  'paused',
  'removed',
  'waiting_for_status',
  'sequence_paused',
  'waiting_for_begin',
  'customer_hold',
  'all_disputed',
  'mailbox_hold',
  'mailbox_failing',
  'mailbox_reconnect',
  'mailbox_limit',
  'sequence_limit',
  'contact_policy',
  'program_hold',
  'switched_off',
  'retrying',
  'uncertain',
  'error',
] as const;
export type WaitReason = (typeof WAIT_REASONS)[number];

/** What a message waits for at its mailbox. */
export const WAITING_FOR_MAILBOX: readonly WaitReason[] = [
  'mailbox_hold',
  'mailbox_failing',
  'mailbox_reconnect',
  'mailbox_limit',
  'sequence_limit',
  'retrying',
];

/** What a message waits for in a line (S14): a moment that is its own, which nothing but a call moves forward. */
export const WAITING_IN_LINE: readonly WaitReason[] = ['mailbox_limit', 'sequence_limit'];

/** With its place in line a message waits for that, or within it for its hours. */
export const KEEPING_A_PLACE: readonly WaitReason[] = [...WAITING_IN_LINE, 'window', 'quiet_hours'];

/** What an enrollment as a whole waits for while something holds it: it stands in no line. */
export const HOLDING_ALL: readonly WaitReason[] = [
  'paused',
  'removed',
  'waiting_for_status',
  'sequence_paused',
  'waiting_for_begin',
  'customer_hold',
  'all_disputed',
  'switched_off',
];

/** A limit of a sequence counts what leaves in the last minute, hour or 24 hours. */
export const LIMIT_PERIODS = ['minute', 'hour', 'day'] as const;
export type LimitPeriod = (typeof LIMIT_PERIODS)[number];

/**
 * Why a step was skipped by the engine; `off_path`: it stood ahead when conditions led elsewhere (S15); `suppressed`: of
 * older rows, which are now passed over or in error (S3).
 */
export const SKIP_REASONS = [
  'added_in_past',
  'moved_to_past',
  'suppressed',
  'nothing_owed',
  'in_credit',
  'below_minimum',
  'customer_not_active',
  'step_removed',
  'off_path',
  'holiday',
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

export const MESSAGE_STATUSES = [
  'claimed',
  'handed_over',
  'sent',
  'refused',
  'uncertain',
  'cancelled',
] as const;
export type MessageStatus = (typeof MESSAGE_STATUSES)[number];

export const MESSAGE_SOURCES = ['step_execution', 'touchpoint', 'automation', 'action', 'answer'] as const;
export type MessageSource = (typeof MESSAGE_SOURCES)[number];

/** Links that tracking may leave alone (T1): to the payment and to the document of an invoice. */
export const LINK_KINDS = ['payment', 'document'] as const;
export type LinkKind = (typeof LINK_KINDS)[number];

export const CHANNELS = ['email', 'sms'] as const;
export type Channel = (typeof CHANNELS)[number];

export const RECIPIENT_KINDS = ['to', 'cc', 'bcc'] as const;
export type RecipientKind = (typeof RECIPIENT_KINDS)[number];

/** Why an address gets nothing of a message that was meant for it (S3, D3). */
export const LEFT_OUT_REASONS = ['suppressed', 'invalid_address'] as const;
export type LeftOutReason = (typeof LEFT_OUT_REASONS)[number];

/**
 * Of one recipient's copy. `waiting`: for its turn, for another try, or for a person's retry of the main one; the main copy
 * goes from there to its end with its message, the others are `claimed` and `handed_over` by themselves.
 */
export const RECIPIENT_STATUSES = [
  'waiting',
  'claimed',
  'handed_over',
  'accepted',
  'refused',
  'uncertain',
  'cancelled',
] as const;
export type RecipientStatus = (typeof RECIPIENT_STATUSES)[number];

/** `erased`: the person was forgotten (U5). */
export const SUPPRESSION_REASONS = [
  'unsubscribed',
  'hard_bounce',
  'soft_bounce',
  'complaint',
  'manual',
  'erased',
] as const;
export type SuppressionReason = (typeof SUPPRESSION_REASONS)[number];

/** `reconnect`: nobody is signed in by OAuth any more, so that a person has to (I6); it is not tried meanwhile. */
export const MAILBOX_STATUSES = ['unverified', 'working', 'failing', 'reconnect'] as const;
export type MailboxStatus = (typeof MAILBOX_STATUSES)[number];

/** How a mailbox signs in to its servers (M1, I6). */
export const MAILBOX_AUTHS = ['password', 'oauth'] as const;

/** Of the sign-in of a mailbox: nobody has done it yet; it stands; its provider took it back, or it was left by a change. */
export const SIGN_IN_STATUSES = ['not_connected', 'connected', 'reconnect'] as const;
export type SignInStatus = (typeof SIGN_IN_STATUSES)[number];

/** Who signs mailboxes in (I6): two that are ready-made, and any other by its endpoints. */
export const OAUTH_PROVIDER_KINDS = ['microsoft', 'google', 'custom'] as const;
export type OauthProviderKind = (typeof OAUTH_PROVIDER_KINDS)[number];

/** How a token endpoint knows us: our secret in the form (`post`), or as HTTP Basic (RFC 6749, section 2.3.1). */
export const OAUTH_CLIENT_AUTHS = ['post', 'basic'] as const;
export type OauthClientAuth = (typeof OAUTH_CLIENT_AUTHS)[number];
/** How following a mailbox stands (I1). `connecting`: not read yet since it was set; `reconnect`: its sign-in has to be renewed (I6). */
export const FOLLOW_STATUSES = ['connecting', 'following', 'failing', 'reconnect'] as const;
export type FollowStatus = (typeof FOLLOW_STATUSES)[number];

/** Of a number that sms leave from: it is taken to work until the gateway says otherwise. */
export const SMS_SENDER_STATUSES = ['working', 'failing'] as const;

export const SMTP_SECURITIES = ['none', 'starttls', 'tls'] as const;
export type SmtpSecurity = (typeof SMTP_SECURITIES)[number];

/** Whether a touchpoint speaks about one invoice or about the whole account (P3). */
export const TOUCHPOINT_LEVELS = ['invoice', 'account'] as const;
export type TouchpointLevel = (typeof TOUCHPOINT_LEVELS)[number];

/** What a language model writes a text for (M4). */
export const PROMPT_SOURCES = ['touchpoint', 'step_execution', 'draft'] as const;
export type PromptSource = (typeof PROMPT_SOURCES)[number];

/** Gateways that call us about sms, by the form of their calls (M1). */
export const SMS_GATEWAYS = ['twilio', 'json'] as const;
export type SmsGatewayKind = (typeof SMS_GATEWAYS)[number];

/** Characters of the token that names a copy in an unsubscribe address. */
export const UNSUBSCRIBE_TOKEN_CHARACTERS = 40;
