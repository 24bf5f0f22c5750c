/** One page of the customers table: how the API is asked, and the same in SQL. */
export interface TableCase {
  name: string;
  query: string;
  /** Condition over `customer_summary s`. */
  where: string;
  order: string;
}

/** Ids that the filters name. */
export interface CaseIds {
  userId: string;
  labelId: string;
  listId: string;
}

const DEFAULT_ORDER = 's.severity DESC, s.overdue DESC, s.customer_id DESC';

/** The first page in default order, and with every single filter and every order. */
export function tableCases({ userId, labelId, listId }: CaseIds): TableCase[] {
  const filters: [query: string, where: string][] = [
    ['search=o', `s.search_key LIKE '%o%'`],
    ['search=nor', `s.search_key LIKE '%nor%'`],
    ['search=traders%20999', `s.search_key LIKE '%traders 999%'`],
    ['search=nobody', `s.search_key LIKE '%nobody%'`],
    [`ownerId=${userId}`, `(s.ar_owner_id = '${userId}' OR s.sales_owner_id = '${userId}')`],
    [`arOwnerId=${userId}`, `s.ar_owner_id = '${userId}'`],
    [`salesOwnerId=${userId}`, `s.sales_owner_id = '${userId}'`],
    ['unassigned=ar', 's.ar_owner_id IS NULL'],
    ['unassigned=sales', 's.sales_owner_id IS NULL'],
    ['unassigned=both', 's.ar_owner_id IS NULL AND s.sales_owner_id IS NULL'],
    [
      `labelIds=${labelId}`,
      `s.customer_id IN (SELECT customer_id FROM customer_label WHERE label_id = '${labelId}')`,
    ],
    [
      `listId=${listId}`,
      `s.customer_id IN (SELECT customer_id FROM list_member WHERE list_id = '${listId}')`,
    ],
    ['severities=high', 's.severity = 3'],
    ['severities=none', 's.severity = 0'],
    ['balance=positive', 's.total > 0'],
    ['balance=gte:50000', 's.total >= 50000'],
    ['overdue=positive', 's.overdue > 0'],
    ['statuses=active', `s.status = 'active'`],
    ['statuses=suspended', `s.status = 'suspended'`],
    ['currency=GBP', `s.currency = 'GBP'`],
  ];
  const sorts: [sort: string, order: string][] = [
    ['name&order=asc', 's.search_key, s.customer_id'],
    ['total', 's.total DESC, s.customer_id DESC'],
    ['overdue', 's.overdue DESC, s.customer_id DESC'],
    ['days1To30', 's.days_1_to_30 DESC, s.customer_id DESC'],
    ['days31To60', 's.days_31_to_60 DESC, s.customer_id DESC'],
    ['days61To90', 's.days_61_to_90 DESC, s.customer_id DESC'],
    ['days91Plus', 's.days_91_plus DESC, s.customer_id DESC'],
    ['openInvoiceCount', 's.open_invoice_count DESC, s.customer_id DESC'],
    ['contactCount', 's.contact_count DESC, s.customer_id DESC'],
    ['score', 's.score DESC, s.customer_id DESC'],
    ['lastContactAt', `coalesce(s.last_contact_at, '-infinity') DESC, s.customer_id DESC`],
  ];
  return [
    { name: 'default order', query: '', where: 'TRUE', order: DEFAULT_ORDER },
    ...filters.map(([query, where]) => ({
      name: query.replace(/=(\w{3})_.*/, '=$1_…'),
      query,
      where,
      order: DEFAULT_ORDER,
    })),
    ...sorts.map(([sort, order]) => ({ name: `sort=${sort}`, query: `sort=${sort}`, where: 'TRUE', order })),
  ];
}

/** The same page by hand: rows with all that they show, and the count. */
export function handWritten({ where, order }: TableCase): string {
  return `WITH page AS MATERIALIZED (SELECT * FROM customer_summary s WHERE ${where} ORDER BY ${order} LIMIT 51)
    SELECT s.*, c.name, c.external_id, a.name AS ar_owner, o.name AS sales_owner, l.labels, g.kind, g.severity, g.text,
      k.name AS contact, k.email, (SELECT count(*) FROM customer_summary s WHERE ${where}) AS total_count
    FROM page s JOIN customer c ON c.id = s.customer_id
    LEFT JOIN app_user a ON a.id = s.ar_owner_id LEFT JOIN app_user o ON o.id = s.sales_owner_id
    LEFT JOIN contact k ON k.customer_id = s.customer_id AND k.is_primary
    LEFT JOIN LATERAL (SELECT array_agg(l.name) AS labels FROM customer_label m JOIN label l ON l.id = m.label_id
      WHERE m.customer_id = s.customer_id) l ON true
    LEFT JOIN LATERAL (SELECT * FROM signal g WHERE g.customer_id = s.customer_id AND g.is_active
      ORDER BY started_at DESC LIMIT 1) g ON true
    ORDER BY ${order}`;
}

/** The first page in default order without the table that is kept: everything summed when asked. */
export const FROM_INVOICES = `
  SELECT c.id, c.name, b.*, coalesce(g.severity, 0) AS severity, count(*) OVER () AS total_count
  FROM customer c
  LEFT JOIN (SELECT customer_id, sum(balance) AS total, sum(balance) FILTER (WHERE due_on < date '2026-11-20') AS overdue
    FROM invoice WHERE status = 'open' GROUP BY customer_id) b ON b.customer_id = c.id
  LEFT JOIN (SELECT customer_id, max(severity_rank) AS severity FROM signal WHERE is_active GROUP BY customer_id) g
    ON g.customer_id = c.id
  ORDER BY coalesce(g.severity, 0) DESC, coalesce(b.overdue, 0) DESC, c.id DESC LIMIT 51`;
