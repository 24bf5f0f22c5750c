import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { actionsSearch } from '../screens/actions/search.ts';
import { automationSearch } from '../screens/automations/search.ts';
import { builderSearch } from '../screens/builder/search.ts';
import { customersSearch } from '../screens/customers/search.ts';
import { invoicesSearch } from '../screens/invoices/search.ts';
import { programSearch } from '../screens/programs/search.ts';
import { importsSearch } from '../screens/imports/search.ts';
import { inboxSearch } from '../screens/inbox/search.ts';
import { queueSearch } from '../screens/queue/search.ts';
import { reportsSearch } from '../screens/reports/search.ts';
import { reviewSearch } from '../screens/review/search.ts';
import { sequencesSearch } from '../screens/sequences/search.ts';
import { scheduledSearch } from '../screens/scheduled/search.ts';
import { settingsSearch } from '../screens/settings/search.ts';
import { Frame } from './frame.tsx';
import { NotFound } from './not-found.tsx';

const root = createRootRoute({ component: Frame, notFoundComponent: NotFound });
const at = <const P extends string>(path: P, load: () => Promise<Record<string, unknown>>) =>
  createRoute({
    getParentRoute: () => root,
    path,
    component: lazyRouteComponent(load as () => Promise<{ default: () => unknown }>) as never,
  });

const today = at('/', () => import('../screens/today/screen.tsx'));
const queue = createRoute({
  getParentRoute: () => root,
  path: '/queue',
  validateSearch: queueSearch,
  component: lazyRouteComponent(() => import('../screens/queue/screen.tsx')),
});
const review = at('/review', () => import('../screens/review/batches.tsx'));
const reviewCustomers = at('/review/customers', () => import('../screens/review/by-customer.tsx'));
const actions = createRoute({
  getParentRoute: () => root,
  path: '/actions',
  validateSearch: actionsSearch,
  component: lazyRouteComponent(() => import('../screens/actions/screen.tsx')),
});
const batch = createRoute({
  getParentRoute: () => root,
  path: '/review/$batch',
  validateSearch: reviewSearch,
  component: lazyRouteComponent(() => import('../screens/review/screen.tsx')),
});
const scheduled = createRoute({
  getParentRoute: () => root,
  path: '/scheduled',
  validateSearch: scheduledSearch,
  component: lazyRouteComponent(() => import('../screens/scheduled/screen.tsx')),
});
const customers = createRoute({
  getParentRoute: () => root,
  path: '/customers',
  validateSearch: customersSearch,
  component: lazyRouteComponent(() => import('../screens/customers/screen.tsx')),
});
const invoices = createRoute({
  getParentRoute: () => root,
  path: '/invoices',
  validateSearch: invoicesSearch,
  component: lazyRouteComponent(() => import('../screens/invoices/screen.tsx')),
});
const customer = createRoute({
  getParentRoute: () => root,
  path: '/customers/$id',
  component: lazyRouteComponent(() => import('../screens/customer/screen.tsx')),
});
const customerTab = createRoute({
  getParentRoute: () => root,
  path: '/customers/$id/$tab',
  component: lazyRouteComponent(() => import('../screens/customer/screen.tsx')),
});
const sequences = createRoute({
  getParentRoute: () => root,
  path: '/sequences',
  validateSearch: sequencesSearch,
  component: lazyRouteComponent(() => import('../screens/sequences/list.tsx')),
});
const sequence = createRoute({
  getParentRoute: () => root,
  path: '/sequences/$id',
  component: lazyRouteComponent(() => import('../screens/sequences/detail.tsx')),
});
const sequenceBuilder = createRoute({
  getParentRoute: () => root,
  path: '/sequences/$id/edit',
  validateSearch: builderSearch,
  component: lazyRouteComponent(() => import('../screens/builder/screen.tsx')),
});
const programs = at('/programs', () => import('../screens/programs/list.tsx'));
const program = createRoute({
  getParentRoute: () => root,
  path: '/programs/$id',
  validateSearch: programSearch,
  component: lazyRouteComponent(() => import('../screens/programs/screen.tsx')),
});
const automations = at('/automations', () => import('../screens/automations/list.tsx'));
const automation = createRoute({
  getParentRoute: () => root,
  path: '/automations/$id',
  validateSearch: automationSearch,
  component: lazyRouteComponent(() => import('../screens/automations/detail.tsx')),
});
const automationEdit = createRoute({
  getParentRoute: () => root,
  path: '/automations/$id/edit/$part',
  component: lazyRouteComponent(() => import('../screens/automations/edit.tsx')),
});
const inbox = createRoute({
  getParentRoute: () => root,
  path: '/inbox',
  validateSearch: inboxSearch,
  component: lazyRouteComponent(() => import('../screens/inbox/screen.tsx')),
});
const imports = createRoute({
  getParentRoute: () => root,
  path: '/imports',
  validateSearch: importsSearch,
  component: lazyRouteComponent(() => import('../screens/imports/screen.tsx')),
});
const reports = createRoute({
  getParentRoute: () => root,
  path: '/reports',
  validateSearch: reportsSearch,
  component: lazyRouteComponent(() => import('../screens/reports/screen.tsx')),
});
const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  validateSearch: settingsSearch,
  component: lazyRouteComponent(() => import('../screens/settings/screen.tsx')),
});
const settingsPart = createRoute({
  getParentRoute: () => root,
  path: '/settings/$part',
  validateSearch: settingsSearch,
  component: lazyRouteComponent(() => import('../screens/settings/screen.tsx')),
});

/** Every screen and its address; each is loaded when it is first opened. */
export const router = createRouter({
  routeTree: root.addChildren([
    today,
    queue,
    review,
    reviewCustomers,
    batch,
    actions,
    scheduled,
    customers,
    customer,
    customerTab,
    invoices,
    sequences,
    sequence,
    sequenceBuilder,
    programs,
    program,
    automations,
    automation,
    automationEdit,
    inbox,
    imports,
    reports,
    settings,
    settingsPart,
  ]),
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
