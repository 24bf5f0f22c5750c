/** Rows of sequences that a thousand customers or more have walked through for a year, in SQL, in order. */
export function resultRows(messages: number): { name: string; sql: string }[] {
  const enrollments = Math.ceil(messages / MAILS);
  const customers = Math.ceil(enrollments / 2);
  const id = (prefix: string, n: string) => `'${prefix}_' || lpad((${n})::text, 26, '0')`;
  // The year before; each enrollment begins at another day, its steps are three days apart.
  const at = (e: string, k: string) =>
    `'2029-06-01 09:00:00Z'::timestamptz + (${e} % 365) * interval '1 day' + ${k} * interval '3 days'`;
  const sequence = `(e % ${SEQUENCES})`;
  const owner = `(e / 2)`;
  const step = (k: string) => id('stp', `${sequence} * 10 + ${k}`);
  const walks = `generate_series(0, ${enrollments - 1}) e`;
  const mails = `${walks}, generate_series(0, ${MAILS - 1}) k`;
  const event = (kind: string, verdict: string, condition: string) => `
    SELECT 'mev_' || '${kind}' || e || '_' || k, 'mev_' || '${kind}' || e || '_' || k, '${kind}', ${id('cus', owner)},
      ${id('enr', 'e')}, ${id('msg', `e * 10 + k`)}, 1::smallint, ${verdict}, ${at('e', 'k')} + interval '5 hours',
      'tracking', ${at('e', 'k')}, 'system' FROM ${mails} WHERE ${condition}`;
  return [
    {
      name: 'users',
      sql: `INSERT INTO app_user (id, name, email, email_key, role, is_active, created_at)
        SELECT ${id('usr', 'n')}, 'User ' || n, n || '@firm.example', n || '@firm.example', 'agent', true, now()
        FROM generate_series(0, ${USERS - 1}) n`,
    },
    {
      name: 'sequences',
      sql: `INSERT INTO sequence (id, name, name_key, zone, purpose, status, is_template, default_delivery, send_days, stop_rules,
          version, plan_version, drained_version, created_by_id, created_at, updated_at)
        SELECT ${id('seq', 'n')}, 'Sequence ' || n, 'sequence ' || lpad(n::text, 3, '0'), 'UTC', 'collections', 'active', false,
          'automatic', '{}',
          '{"onReply": true, "onBounce": true, "onPaid": true, "onAllDisputed": false, "onNotActive": true}', 3, 1, 1, ${id('usr', '0')}, ${at('0', '0')}, ${at('0', '0')} FROM generate_series(0, ${SEQUENCES - 1}) n`,
    },
    {
      name: 'versions',
      sql: `INSERT INTO sequence_version (sequence_id, version, plan_version, kind, edited_at, editor_id)
        SELECT ${id('seq', 'n')}, v, 1, 'step', ${at('0', '0')} + v * interval '100 days', ${id('usr', '0')}
        FROM generate_series(0, ${SEQUENCES - 1}) n, generate_series(1, 3) v`,
    },
    {
      name: 'branches',
      sql: `INSERT INTO branch (id, sequence_id, name, position)
        SELECT ${id('brn', 'n')}, ${id('seq', 'n')}, 'main', 1 FROM generate_series(0, ${SEQUENCES - 1}) n`,
    },
    {
      name: 'steps',
      sql: `INSERT INTO step (id, sequence_id, branch_id, position, type, label, priority, timing, offset_days, delivery,
          content_mode, assignee_rule, contact_types, cc, bcc, is_threaded, outcome_labels, timing_edited_at, is_archived, created_at)
        SELECT ${id('stp', 'n * 10 + k')}, ${id('seq', 'n')}, ${id('brn', 'n')}, k + 1,
          CASE k WHEN ${MAILS} THEN 'call' ELSE 'email' END, 'Step ' || k, 'normal', 'offset', k * 3, 'automatic', 'template',
          'primary_user', '{}', '{}', '{}', false, '{}', now(), false, now()
        FROM generate_series(0, ${SEQUENCES - 1}) n, generate_series(0, ${MAILS}) k`,
    },
    {
      name: 'customers',
      sql: `INSERT INTO customer (id, name, status, currency, score, properties, source, ar_version, created_at, updated_at)
        SELECT ${id('cus', 'n')}, 'Customer ' || n, 'active', 'EUR', 0, '{}', 'api', 1, now(), now()
        FROM generate_series(0, ${customers - 1}) n`,
    },
    {
      name: 'labels',
      sql: `INSERT INTO label_group (id, name, name_key, created_at, updated_at) VALUES (${id('lbg', '0')}, 'Tier', 'tier', now(), now());
        INSERT INTO label (id, group_id, name, name_key, created_at, updated_at)
        SELECT ${id('lbl', 'n')}, ${id('lbg', '0')}, 'Label ' || n, 'label ' || n, now(), now() FROM generate_series(0, 9) n;
        INSERT INTO customer_label (customer_id, label_id, created_at, created_by_id)
        SELECT ${id('cus', 'n')}, ${id('lbl', 'n % 10')}, now(), ${id('usr', '0')}
        FROM generate_series(0, ${customers - 1}) n WHERE n % 3 = 0`,
    },
    {
      name: 'hidden customers',
      sql: `INSERT INTO visibility_group (id, name, name_key, created_at) VALUES (${id('vgr', '0')}, 'Inner', 'inner', now());
        INSERT INTO visibility_group_customer (group_id, customer_id)
        SELECT ${id('vgr', '0')}, ${id('cus', 'n')} FROM generate_series(0, ${customers - 1}) n WHERE n % 100 = 0`,
    },
    {
      name: 'enrollments',
      sql: `INSERT INTO enrollment (id, sequence_id, customer_id, status, is_live, start_date, planned_from, has_owed,
          thread_references, intent_version, applied_version, plan_version, source, created_by_id, created_at)
        SELECT ${id('enr', 'e')}, ${id('seq', sequence)}, ${id('cus', owner)},
          CASE WHEN e % 10 < 2 THEN 'active' WHEN e % 10 = 2 THEN 'stopped' ELSE 'completed' END, e % 10 < 2,
          (${at('e', '0')})::date, ${at('e', '0')}, true, '{}', 1, 1, 1, 'api', ${id('usr', '0')}, ${at('e', '0')} FROM ${walks}`,
    },
    {
      name: 'executions',
      sql: `INSERT INTO step_execution (id, enrollment_id, step_id, sequence_id, customer_id, position, type, priority, is_manual,
          status, ended_at, assignee_id, outcome, created_at)
        SELECT ${id('exe', 'e * 10 + k')}, ${id('enr', 'e')}, ${step('k')}, ${id('seq', sequence)}, ${id('cus', owner)}, k + 1,
          CASE k WHEN ${MAILS} THEN 'call' ELSE 'email' END, 'normal', k = ${MAILS},
          CASE WHEN k = ${MAILS} AND e % 50 = 0 THEN 'ready' ELSE 'done' END,
          ${at('e', 'k')}, ${id('usr', `e % ${USERS}`)}, CASE WHEN k = ${MAILS} AND e % 2 = 0 THEN 'spoke' END, ${at('e', 'k')}
        FROM ${walks}, generate_series(0, ${MAILS}) k`,
    },
    {
      name: 'messages',
      sql: `INSERT INTO message (id, source_kind, source_id, customer_id, enrollment_id, sequence_id, branch_id, step_id, channel,
          status, token, ar_version, header_id, subject, body_text, reference_ids, facts, attempts, claimed_at, handed_over_at,
          settled_at, created_at)
        SELECT ${id('msg', 'e * 10 + k')}, 'step_execution', ${id('exe', 'e * 10 + k')}, ${id('cus', owner)}, ${id('enr', 'e')},
          ${id('seq', sequence)}, ${id('brn', sequence)}, ${step('k')}, 'email', 'sent', 't', 1, 'h' || e || '_' || k, 'Invoices due',
          repeat('Please pay what is due. ', 10), '{}', '{}', 1, ${at('e', 'k')}, ${at('e', 'k')}, ${at('e', 'k')}, ${at('e', 'k')}
        FROM ${mails}`,
    },
    {
      name: 'events',
      sql: `INSERT INTO message_event (id, event_key, kind, customer_id, enrollment_id, message_id, n, verdict, occurred_at, source,
          created_at, created_by_id)
        ${[
          event('opened', "'human'", '(e + k) % 5 = 0'),
          event('clicked', "'human'", '(e + k) % 20 = 0'),
          event('reply', 'NULL', '(e * 3 + k) % 17 = 0'),
          event('bounce', 'NULL', '(e + k) % 33 = 0'),
          event('unsubscribe', 'NULL', '(e + k) % 100 = 0'),
        ].join(' UNION ALL ')}`,
    },
    {
      name: 'hits',
      sql: `INSERT INTO tracking_hit (id, message_id, n, kind, link, occurred_at, signs, verdict, reasons, judged_at)
        SELECT 'hit_' || e || '_' || k, ${id('msg', 'e * 10 + k')}, 1, 'open', 0, ${at('e', 'k')}, '{}', 'machine', '{}', ${at('e', 'k')}
        FROM ${mails} WHERE (e + k) % 3 = 0`,
    },
    {
      name: 'invoices',
      sql: `INSERT INTO invoice (id, customer_id, currency, number, status, issued_on, due_on, amount, balance, is_disputed, source,
          created_at, updated_at)
        SELECT ${id('inv', 'n')}, ${id('cus', 'n')}, 'EUR', 'N' || n, 'open', '2029-05-01', '2029-06-01', 100, 50, false, 'api', now(), now()
        FROM generate_series(0, ${customers - 1}) n`,
    },
    {
      name: 'payments',
      sql: `INSERT INTO balance_change (id, invoice_id, customer_id, currency, kind, cause, delta, balance, effective_on, created_at)
        SELECT ${id('bal', 'n')}, ${id('inv', 'n')}, ${id('cus', 'n')}, 'EUR', 'payment', 'payment', -50, 50,
          (${at('(n * 2)', '3')})::date + 1, ${at('(n * 2)', '3')} + interval '1 day'
        FROM generate_series(0, ${customers - 1}) n WHERE n % 5 < 2`,
    },
  ];
}

const SEQUENCES = 50;
const USERS = 10;
/** Emails of each enrollment, before a call. */
const MAILS = 4;
