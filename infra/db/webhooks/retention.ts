import type { RetainedTable } from '../access/retained-table.ts';

/** Deliveries that are settled go with their log. */
export const webhookRetention: readonly RetainedTable[] = [
  {
    kind: 'webhooks',
    table: 'webhook_delivery',
    idType: 'text',
    at: 'created_at',
    forget: async (tx, ids) => {
      const settled = { id: { in: [...ids] }, status: { not: 'pending' } };
      await tx.webhookAttempt.deleteMany({ where: { delivery: settled } });
      return (await tx.webhookDelivery.deleteMany({ where: settled })).count;
    },
  },
];
