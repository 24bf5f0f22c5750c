-- Credit is shown (C18): what other systems say is left of a credit note, credit as it stood on another day; and what is
-- less than the smallest unit of a currency is owed by nobody (C19).

-- The smallest amount of a currency (ISO 4217), as `contracts/currencies.ts` has it.
CREATE FUNCTION minor_unit(currency text) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND',
      'VUV', 'XAF', 'XOF', 'XPF') THEN 1
    WHEN currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 0.001
    WHEN currency IN ('CLF', 'UYW') THEN 0.0001 ELSE 0.01 END
$$;

-- Whether what a credit note is worth is there to be used: unless its status says that it is gone.
CREATE FUNCTION is_credit_status(status text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT lower(coalesce(status, 'open')) NOT IN ('applied', 'cancelled', 'canceled', 'closed', 'draft', 'paid', 'refunded',
    'rejected', 'used', 'void', 'voided')
$$;

-- ---------------------------------------------------------------- related_record
-- What another system has used of a credit note, beyond what lowered invoices here; below zero: less than that.
ALTER TABLE "related_record" ADD COLUMN "credit_used" DECIMAL(20,4) NOT NULL DEFAULT 0;

CREATE OR REPLACE FUNCTION open_credit(ids text[]) RETURNS TABLE (customer_id text, currency text, kind text,
  source_id text, occurred_on date, amount numeric, open numeric) LANGUAGE sql STABLE AS $$
  SELECT * FROM (
    SELECT p.customer_id, p.currency, 'payment', p.id, p.paid_on, p.amount - p.reversed,
      p.amount - p.reversed - coalesce((
        SELECT sum(a.amount - a.reversed) FROM payment_allocation a JOIN invoice i ON i.id = a.invoice_id
        WHERE a.payment_id = p.id AND i.status <> 'void'), 0)
    FROM payment p WHERE p.customer_id = ANY(ids)
    UNION ALL
    SELECT r.customer_id, coalesce(r.currency, c.currency), 'credit_note', r.id, r.occurred_on, abs(r.amount),
      abs(r.amount) - r.credit_used - coalesce((
        SELECT sum(a.amount) FROM credit_application a JOIN invoice i ON i.id = a.invoice_id
        WHERE a.related_record_id = r.id AND i.status <> 'void'), 0)
    FROM related_record r JOIN customer c ON c.id = r.customer_id
    WHERE r.customer_id = ANY(ids) AND r.kind = 'credit_note' AND r.amount IS NOT NULL
      AND is_credit_status(r.status)
    UNION ALL
    SELECT i.customer_id, i.currency, 'invoice', i.id, coalesce(i.credit_on, i.issued_on), i.credit, i.credit
    FROM invoice i WHERE i.customer_id = ANY(ids) AND i.credit > 0 AND i.status <> 'void'
  ) AS piece(customer_id, currency, kind, source_id, occurred_on, amount, open)
  WHERE open > 0
$$;

-- What credit of now is more than it was at the end of a day, as far as days are kept: what a status or another system
-- says of a credit note counts as if it had always said so.
CREATE FUNCTION credit_since(day date) RETURNS TABLE (customer_id text, currency text, amount numeric)
  LANGUAGE sql STABLE AS $$
  WITH voided AS (
    SELECT DISTINCT i.id FROM balance_change d JOIN invoice i ON i.id = d.invoice_id
    WHERE d.effective_on > day AND d.cause = 'void' AND d.payment_id IS NULL AND i.status = 'void')
  SELECT m.customer_id, m.currency, sum(m.amount) FROM (
    -- Came in since.
    SELECT c.customer_id, c.currency, c.open AS amount FROM open_credit(ARRAY(
      SELECT p.customer_id FROM payment p WHERE p.paid_on > day
      UNION SELECT r.customer_id FROM related_record r WHERE r.kind = 'credit_note' AND r.occurred_on > day
      UNION SELECT i.customer_id FROM invoice i WHERE i.credit > 0)) c
    WHERE c.occurred_on > day
    UNION ALL
    -- Came back since, of what was on account.
    SELECT p.customer_id, p.currency, coalesce((
      SELECT sum(d.delta) FROM balance_change d JOIN invoice i ON i.id = d.invoice_id
      WHERE d.effective_on = r.reversed_on AND d.reversal_id = r.id AND d.kind = 'reversal' AND i.status <> 'void'), 0)
      - r.amount
    FROM payment_reversal r JOIN payment p ON p.id = r.payment_id WHERE r.reversed_on > day AND p.paid_on <= day
    UNION ALL
    -- Lowered an invoice since.
    SELECT p.customer_id, p.currency, d.delta FROM balance_change d JOIN payment p ON p.id = d.payment_id
    JOIN invoice i ON i.id = d.invoice_id
    WHERE d.effective_on > day AND d.kind = 'payment' AND p.paid_on <= day AND i.status <> 'void'
    UNION ALL
    SELECT a.customer_id, a.currency, -a.amount FROM balance_change d
    JOIN credit_application a ON a.invoice_id = d.invoice_id AND a.balance_change_id = d.id
    JOIN related_record r ON r.id = a.related_record_id JOIN invoice i ON i.id = d.invoice_id
    WHERE d.effective_on > day AND d.kind = 'credit' AND i.status <> 'void' AND is_credit_status(r.status)
      AND (r.occurred_on IS NULL OR r.occurred_on <= day)
    UNION ALL
    -- Set free since by an invoice that was voided.
    SELECT p.customer_id, p.currency, a.amount - a.reversed FROM voided v
    JOIN payment_allocation a ON a.invoice_id = v.id JOIN payment p ON p.id = a.payment_id WHERE p.paid_on <= day
    UNION ALL
    SELECT a.customer_id, a.currency, a.amount FROM voided v JOIN credit_application a ON a.invoice_id = v.id
    JOIN related_record r ON r.id = a.related_record_id
    WHERE is_credit_status(r.status) AND (r.occurred_on IS NULL OR r.occurred_on <= day)
  ) m GROUP BY m.customer_id, m.currency
$$;

-- ---------------------------------------------------------------- customer_summary
-- As before, without what is less than the smallest unit of its currency.
CREATE OR REPLACE FUNCTION refresh_customer_balances(ids text[], on_day date DEFAULT NULL) RETURNS void LANGUAGE plpgsql
  SET enable_seqscan = off AS $$
BEGIN
  IF cardinality(ids) = 0 THEN RETURN; END IF;
  PERFORM 1 FROM customer_summary WHERE customer_id = ANY(ids) ORDER BY customer_id FOR NO KEY UPDATE;
  UPDATE customer_summary s SET total = n.total, overdue = n.overdue, days_1_to_30 = n.days_1_to_30,
    days_31_to_60 = n.days_31_to_60, days_61_to_90 = n.days_61_to_90, days_91_plus = n.days_91_plus,
    open_invoice_count = n.open_invoice_count, as_of = n.as_of, ages_on = n.ages_on
  FROM (
    SELECT k.customer_id, k.as_of, b.*
    FROM (SELECT customer_id, coalesce(on_day, as_of) AS as_of FROM customer_summary WHERE customer_id = ANY(ids)) k
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(i.balance), 0) AS total,
        coalesce(sum(i.balance) FILTER (WHERE i.due_on < k.as_of), 0) AS overdue,
        coalesce(sum(i.balance) FILTER (WHERE k.as_of - i.due_on BETWEEN 1 AND 30), 0) AS days_1_to_30,
        coalesce(sum(i.balance) FILTER (WHERE k.as_of - i.due_on BETWEEN 31 AND 60), 0) AS days_31_to_60,
        coalesce(sum(i.balance) FILTER (WHERE k.as_of - i.due_on BETWEEN 61 AND 90), 0) AS days_61_to_90,
        coalesce(sum(i.balance) FILTER (WHERE k.as_of - i.due_on > 90), 0) AS days_91_plus,
        count(*)::int AS open_invoice_count,
        min(CASE WHEN k.as_of - i.due_on < 1 THEN i.due_on + 1 WHEN k.as_of - i.due_on < 31 THEN i.due_on + 31
          WHEN k.as_of - i.due_on < 61 THEN i.due_on + 61 WHEN k.as_of - i.due_on < 91 THEN i.due_on + 91 END) AS ages_on
      FROM invoice i
      WHERE i.customer_id = k.customer_id AND i.status = 'open' AND i.balance >= minor_unit(i.currency)
    ) b
  ) n
  WHERE s.customer_id = n.customer_id;
END $$;

CREATE OR REPLACE FUNCTION customer_summary_invoices() RETURNS trigger LANGUAGE plpgsql
  SET enable_seqscan = off AS $$
DECLARE
  ids text[] := ARRAY(
    SELECT DISTINCT customer_id FROM changed WHERE status = 'open' AND balance >= minor_unit(currency));
BEGIN
  IF cardinality(ids) = 0 THEN RETURN NULL; END IF;
  PERFORM 1 FROM customer_summary WHERE customer_id = ANY(ids) ORDER BY customer_id FOR NO KEY UPDATE;
  UPDATE customer_summary s SET total = s.total + n.total, overdue = s.overdue + n.overdue,
    days_1_to_30 = s.days_1_to_30 + n.days_1_to_30, days_31_to_60 = s.days_31_to_60 + n.days_31_to_60,
    days_61_to_90 = s.days_61_to_90 + n.days_61_to_90, days_91_plus = s.days_91_plus + n.days_91_plus,
    open_invoice_count = s.open_invoice_count + n.open_invoice_count, ages_on = least(s.ages_on, n.ages_on)
  FROM (
    SELECT i.customer_id, sum(i.balance) AS total,
      coalesce(sum(i.balance) FILTER (WHERE i.age > 0), 0) AS overdue,
      coalesce(sum(i.balance) FILTER (WHERE i.age BETWEEN 1 AND 30), 0) AS days_1_to_30,
      coalesce(sum(i.balance) FILTER (WHERE i.age BETWEEN 31 AND 60), 0) AS days_31_to_60,
      coalesce(sum(i.balance) FILTER (WHERE i.age BETWEEN 61 AND 90), 0) AS days_61_to_90,
      coalesce(sum(i.balance) FILTER (WHERE i.age > 90), 0) AS days_91_plus,
      count(*)::int AS open_invoice_count,
      min(CASE WHEN i.age < 1 THEN i.due_on + 1 WHEN i.age < 31 THEN i.due_on + 31
        WHEN i.age < 61 THEN i.due_on + 61 WHEN i.age < 91 THEN i.due_on + 91 END) AS ages_on
    FROM (
      SELECT c.customer_id, c.balance, c.due_on, k.as_of - c.due_on AS age
      FROM changed c JOIN customer_summary k ON k.customer_id = c.customer_id
      WHERE c.status = 'open' AND c.balance >= minor_unit(c.currency)
    ) i
    GROUP BY i.customer_id
  ) n
  WHERE s.customer_id = n.customer_id;
  RETURN NULL;
END $$;

-- What stands already.
SELECT refresh_customer_balances(ARRAY(
  SELECT DISTINCT customer_id FROM invoice WHERE status = 'open' AND balance < minor_unit(currency)));

-- ---------------------------------------------------------------- credit that comes in
-- New payments, what of them goes to invoices, and new credit notes move the credit of their customers by a difference:
-- nothing else of a customer is read, however much it has paid. No payment lowers invoices by more than it is.
CREATE FUNCTION customer_summary_new_credit() RETURNS trigger LANGUAGE plpgsql
  SET enable_seqscan = off AS $$
DECLARE
  ids text[];
  amounts numeric[];
  at timestamptz;
BEGIN
  IF TG_TABLE_NAME = 'payment' THEN
    SELECT array_agg(n.customer_id), array_agg(n.amount), max(n.at) INTO ids, amounts, at FROM (
      SELECT c.customer_id, sum(c.amount - c.reversed) AS amount, max(c.created_at) AS at
      FROM changed c JOIN customer_summary k ON k.customer_id = c.customer_id AND k.currency = c.currency
      GROUP BY c.customer_id) n;
  ELSIF TG_TABLE_NAME = 'payment_allocation' THEN
    SELECT array_agg(n.customer_id), array_agg(n.amount) INTO ids, amounts FROM (
      SELECT p.customer_id, -sum(c.amount - c.reversed) AS amount
      FROM changed c JOIN payment p ON p.id = c.payment_id JOIN invoice i ON i.id = c.invoice_id
      JOIN customer_summary k ON k.customer_id = p.customer_id AND k.currency = p.currency
      WHERE i.status <> 'void' GROUP BY p.customer_id) n;
  ELSE
    SELECT array_agg(n.customer_id), array_agg(n.amount), max(n.at) INTO ids, amounts, at FROM (
      SELECT c.customer_id, sum(greatest(0, abs(c.amount) - c.credit_used)) AS amount, max(c.updated_at) AS at
      FROM changed c JOIN customer_summary k ON k.customer_id = c.customer_id
        AND k.currency = coalesce(c.currency, k.currency)
      WHERE c.kind = 'credit_note' AND c.amount IS NOT NULL AND is_credit_status(c.status)
      GROUP BY c.customer_id) n;
  END IF;
  IF ids IS NULL THEN RETURN NULL; END IF;
  PERFORM 1 FROM customer_summary WHERE customer_id = ANY(ids) ORDER BY customer_id FOR NO KEY UPDATE;
  UPDATE customer_summary s SET credit = s.credit + n.amount
  FROM unnest(ids, amounts) AS n(customer_id, amount) WHERE s.customer_id = n.customer_id;
  -- Who is lowered by it is looked at again for its invoices.
  IF at IS NOT NULL THEN
    INSERT INTO customer_refresh (customer_id, marks, marked_at)
    SELECT id, 1, at FROM unnest(ids) AS m(id) ORDER BY id
    ON CONFLICT (customer_id) DO UPDATE SET marks = customer_refresh.marks + 1;
  END IF;
  RETURN NULL;
END $$;

DROP TRIGGER customer_summary_credit_insert ON payment;
CREATE TRIGGER customer_summary_credit_insert AFTER INSERT ON payment
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customer_summary_new_credit();
DROP TRIGGER customer_summary_credit_insert ON payment_allocation;
CREATE TRIGGER customer_summary_credit_insert AFTER INSERT ON payment_allocation
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customer_summary_new_credit();
DROP TRIGGER customer_summary_credit_insert ON related_record;
CREATE TRIGGER customer_summary_credit_insert AFTER INSERT ON related_record
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customer_summary_new_credit();
