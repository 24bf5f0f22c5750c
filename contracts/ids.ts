import { z } from 'zod';

/** What has an id, and the prefix that makes an id of another type recognisable. */
export const ID_PREFIXES = {
  user: 'usr',
  apiKey: 'key',
  session: 'ses',
  customer: 'cus',
  contact: 'con',
  invoice: 'inv',
  payment: 'pay',
  allocation: 'pal',
  paymentReversal: 'prv',
  balanceChange: 'bal',
  hold: 'hld',
  communication: 'com',
  suppression: 'sup',
  mailbox: 'mbx',
  smsSender: 'sms',
  smsInbound: 'smi',
  sequence: 'seq',
  branch: 'brn',
  step: 'stp',
  enrollment: 'enr',
  stepExecution: 'exe',
  messageEvent: 'mev',
  message: 'msg',
  trackingHit: 'hit',
  import: 'imp',
  importProfile: 'ipf',
  bulkEnrollment: 'bul',
  claim: 'clm',
  visibilityGroup: 'vgr',
  note: 'nte',
  relatedRecord: 'rel',
  relatedEvent: 'rev',
  creditApplication: 'cra',
  webhook: 'whk',
  webhookDelivery: 'whd',
  labelGroup: 'lbg',
  label: 'lbl',
  property: 'prp',
  list: 'lst',
  bulkChange: 'bch',
  queueBulk: 'qbk',
  signal: 'sig',
  promise: 'prm',
  action: 'act',
  template: 'tpl',
  program: 'prg',
  touchpoint: 'tch',
  programRun: 'run',
  reviewBatch: 'bat',
  scheduledTouchpoint: 'sct',
  promptAnswer: 'pan',
  draft: 'drf',
  erasure: 'ers',
  contactPolicyChange: 'cpc',
  automation: 'aut',
  automationPass: 'aps',
  automationEffect: 'aef',
  automationMessage: 'aum',
  mail: 'mai',
  conversation: 'cnv',
  conversationAnswer: 'cna',
  mailSuggestion: 'msu',
  oauthProvider: 'oap',
  savedView: 'viw',
} as const;
export type IdKind = keyof typeof ID_PREFIXES;

/** Makes a new id of a kind: prefix and a time-ordered UUIDv7, `seq_01h455vb4pex5vsknk084sn02q` (TypeID). */
export type NewId = (kind: IdKind) => string;

/** Schema of an id of one kind; an id of another kind is refused with the prefix that was expected. */
export function idSchema(kind: IdKind) {
  const prefix = ID_PREFIXES[kind];
  return z.string().regex(new RegExp(`^${prefix}_[0-7][0-9a-hjkmnp-tv-z]{25}$`), {
    error: `must be an id of the kind ${kind}: ${prefix}_… with 26 characters`,
  });
}
