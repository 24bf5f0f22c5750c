import type { Route } from '../../handle.ts';
import { collectedRoutes } from './collected.ts';
import { creditRoutes } from './credit.ts';
import { exportRoutes } from './exports.ts';
import { invoiceRoutes } from './invoices.ts';
import { paymentRoutes } from './payments.ts';
import { promiseRoutes } from './promises.ts';

/** Every route of the wing receivables. */
export const routes: readonly Route[] = [
  ...invoiceRoutes,
  ...paymentRoutes,
  ...collectedRoutes,
  ...creditRoutes,
  ...promiseRoutes,
  ...exportRoutes,
];
