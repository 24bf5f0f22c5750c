import type { ProgramReportGroup } from '../../../contracts/programs/program-reports.ts';
import type { CollectedGroup, CollectedRow } from '../../../contracts/receivables/collected.ts';
import type { ReportInterval } from '../../../contracts/report-periods.ts';
import type { MessageSource } from '../../../contracts/sending/kinds.ts';
import type { SendGroup, SendNumbers } from '../../../contracts/sending/send-report.ts';
import type { ResultFigure, ResultGroup } from '../../../contracts/sequences/result-figures.ts';

type CollectedCause = CollectedRow['cause'];

/** Texts of reports, and words for their closed lists. */
export const programGroups: Record<ProgramReportGroup, string> = {
  program: 'Program',
  touchpoint: 'Touchpoint',
  run: 'Run',
  customer: 'Customer',
  label: 'Label',
  month: 'Month',
};

export const resultGroups: Record<ResultGroup, string> = {
  sequence: 'Sequence',
  branch: 'Branch',
  step: 'Step',
  user: 'User',
  version: 'Version',
  label: 'Label',
  day: 'Day',
  week: 'Week',
  month: 'Month',
};

export const resultFigures: Record<ResultFigure, string> = {
  'mail.sent': 'Mails sent',
  'mail.delivered': 'Delivered',
  'mail.opened': 'Opened',
  'mail.opened.machine': 'Opened by a machine',
  'mail.opened.unclear': 'Opened, unclear by whom',
  'mail.clicked': 'Clicked',
  'mail.clicked.machine': 'Clicked by a machine',
  'mail.clicked.unclear': 'Clicked, unclear by whom',
  'mail.replied': 'Replied',
  'mail.bounced': 'Bounced',
  'mail.unsubscribed': 'Unsubscribed',
  'sms.sent': 'Sms sent',
  'sms.delivered': 'Sms arrived',
  'sms.failed': 'Sms failed',
  'sms.replied': 'Sms answered',
  'sms.optedOut': 'Stopped sms',
  'tasks.completed': 'Tasks done',
  'tasks.toDo': 'Tasks to do',
  'enrollments.active': 'Active',
  'enrollments.started': 'Begun',
  'enrollments.paused': 'Paused',
  'enrollments.completed': 'Completed',
  'enrollments.stopped': 'Stopped',
  collected: 'Collected',
};

/** Figures of the report on programs, besides money. */
export const programFigures = {
  produced: 'Made',
  sent: 'Sent',
  completedByHand: 'Done by hand',
  open: 'Open',
  skipped: 'Left out',
  rejected: 'Rejected',
  superseded: 'Replaced',
  failed: 'Failed',
  uncertain: 'Uncertain',
  cancelled: 'Cancelled',
  opened: 'Opened',
  clicked: 'Clicked',
  replied: 'Replied',
  bounced: 'Bounced',
} as const;
export type ProgramFigure = keyof typeof programFigures;

const intervals: Record<ReportInterval, string> = { day: 'Day', week: 'Week', month: 'Month' };

export const owedIntervals = intervals;

export const collectedGroups: Record<CollectedGroup, string> = { ...intervals, arOwner: 'AR owner' };

export const sendGroups: Record<SendGroup, string> = {
  ...intervals,
  source: 'Written by',
  channel: 'Channel',
  mailbox: 'Mailbox',
};

export const messageSources: Record<MessageSource, string> = {
  step_execution: 'Sequences',
  touchpoint: 'Programs',
  automation: 'Automations',
  action: 'Actions and drafts',
  answer: 'Answers',
};

export const sendFigures: Record<keyof SendNumbers, string> = {
  sent: 'Sent',
  bounced: 'Came back',
  refused: 'Refused',
  uncertain: 'Uncertain',
  cancelled: 'Called off',
  claimed: 'On its way',
  handed_over: 'Handed over',
};

export const collectedCauses: Record<CollectedCause, string> = {
  payment: 'Payment',
  import: 'From a file',
};

export const reports = {
  title: 'Reports',
  tabs: {
    programs: 'Programs',
    sequences: 'Sequences',
    collected: 'Collected',
    sends: 'Sent',
    owed: 'Owed',
  },
  defaultPeriod: 'Without days: the twelve weeks up to today.',
  nothingCollected: 'Nothing was collected in this period.',
  nothingOwed: 'Nothing was owed in this period.',
  cameBack: 'Below 0: more came back than was paid.',
  collectedAbout: 'What was paid, on the day it was paid, less what came back of it.',
  sendsAbout: 'Messages by what became of them, on the day on which they were handed over.',
  owedAbout: 'What was owed at the end of each day, week or month, by days past due.',
  most: (amount: string): string => `at most ${amount}`,
  currency: 'Currency',
  day: 'Day',
  invoice: 'Invoice',
  cause: 'From',
  owed: 'Owed',
  overdue: 'Overdue',
  address: 'To',
  subject: 'Subject',
  group: 'By',
  from: 'From',
  to: 'To',
  nameOf: 'Name',
  noName: 'none',
  archived: 'archived',
  total: 'All',
  collected: 'Collected',
  csv: 'Save as CSV',
  notUpToDate: 'Much changed just now: not all of it is counted yet.',
  empty: 'Nothing was sent in this period.',
  rows: 'Rows',
  noRows: 'It counts nothing.',
  when: 'When',
  customer: 'Customer',
  outcome: 'Outcome',
  amount: 'Amount',
  byMachine: (count: string): string => `${count} by machines`,
  messages: 'Messages',
  status: 'Status',
  planned: 'Planned',
  programAbout:
    'Collected: payments on invoices that a sent message asked for, from the day it left until 14 days later.',
  sequenceAbout: 'Collected: payments from the day of a step that was done until 14 days later.',
} as const;
