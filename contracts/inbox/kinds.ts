/** The closed lists of the inbox: each literal union is written once; schemas, SQL and switches take it from here. A leaf. */

/**
 * What an incoming mail is (I3), exactly one each. `reply`: a person wrote to us; `automatic`: a machine answered and says
 * nothing about being away; `soft_bounce`: every other report of failure; `own_copy`: our own mail, seen again; `ignore`:
 * nothing follows. `sent`: a person of ours wrote it with another program, found in Sent.
 */
export const MAIL_VERDICTS = [
  'reply',
  'automatic',
  'out_of_office',
  'hard_bounce',
  'soft_bounce',
  'complaint',
  'opt_out',
  'own_copy',
  'ignore',
  'sent',
] as const;
export type MailVerdict = (typeof MAIL_VERDICTS)[number];

/** What a person may say that a mail is. */
export const JUDGED_VERDICTS = [
  'reply',
  'automatic',
  'out_of_office',
  'hard_bounce',
  'soft_bounce',
  'complaint',
  'opt_out',
  'ignore',
] as const satisfies readonly MailVerdict[];
export type JudgedVerdict = (typeof JUDGED_VERDICTS)[number];

/** Of a folder that is followed: what lies in it. */
export const FOLDER_ROLES = ['inbox', 'sent'] as const;
export type FolderRole = (typeof FOLDER_ROLES)[number];

/** Of a conversation (I5): somebody has to answer; we wait for the customer, or for a day; nobody has to do anything. */
export const CONVERSATION_STATUSES = ['open', 'waiting', 'done'] as const;
export type ConversationStatus = (typeof CONVERSATION_STATUSES)[number];

/** Whose conversations: one's own, those of one's sequences and mailboxes, or all that one may see. */
export const CONVERSATION_SCOPES = ['mine', 'team', 'all'] as const;
export type ConversationScope = (typeof CONVERSATION_SCOPES)[number];

/** What a person decides about the holds of a reply (I5): what was held goes on, ends, or waits for a promise. */
export const RELEASE_CHOICES = ['go_on', 'stop', 'promise'] as const;
export type ReleaseChoice = (typeof RELEASE_CHOICES)[number];

/** Of a person's answer, on its way and behind it. */
export const ANSWER_SEND_STATUSES = [
  'requested',
  'sending',
  'sent',
  'error',
  'uncertain',
  'cancelled',
] as const;
export type AnswerSendStatus = (typeof ANSWER_SEND_STATUSES)[number];

/** What a mail may propose (I8). */
export const SUGGESTION_KINDS = ['promise', 'dispute', 'remittance', 'wrong_contact', 'new_contact'] as const;
export type SuggestionKind = (typeof SUGGESTION_KINDS)[number];

export const SUGGESTION_STATUSES = ['open', 'accepted', 'dismissed'] as const;
export type SuggestionStatus = (typeof SUGGESTION_STATUSES)[number];

/** Why a piece of what a model read in a mail was dropped (I8). */
export const READING_DROP_REASONS = [
  'malformed',
  'too_many',
  'kind',
  'quote_missing',
  'quote_length',
  'link',
  'repeated',
  'not_in_mail',
  'known',
] as const;
export type ReadingDropReason = (typeof READING_DROP_REASONS)[number];
/** What was taken up of a mail that could not be read whole, although it was tried again and again. */
export const MAIL_TROUBLES = ['headers', 'nothing'] as const;
export type MailTrouble = (typeof MAIL_TROUBLES)[number];

/** How a person answers a wish to get no more mail that is written in words (I4): it is one, or it is not. */
export const WISH_ANSWERS = ['confirmed', 'declined'] as const;
export type WishAnswer = (typeof WISH_ANSWERS)[number];
