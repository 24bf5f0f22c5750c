/** Temporal task queues, one Worker each: a slow import never delays an enrollment, nor a slow mail server a plan. */
export const TASK_QUEUES = {
  /** Workflows, and the short activities that read and write PostgreSQL. */
  enrollments: 'enrollments',
  /** `executeStep`, `sendAction`: everything that talks to a mail server. */
  mailSend: 'mail-send',
  /** Imports, bulk enrollments, edits of live sequences: long, heartbeating activities. */
  bulk: 'bulk',
  /** The reconciler, the ticks of schedules and the feeds, workflows and activities: they never wait behind anything else. */
  control: 'control',
  /** Calls to servers of others, which may be slow or gone. */
  webhooks: 'webhooks',
  /** Following mailboxes: each holds a connection, and hardly works. */
  inbox: 'inbox',
} as const;

export type TaskQueue = (typeof TASK_QUEUES)[keyof typeof TASK_QUEUES];
