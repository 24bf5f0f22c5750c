-- Credit (C18): what customers have with us that lowers no invoice, and the least amounts worth a letter (C19).

-- ---------------------------------------------------------------- invoice
-- What another system says was paid beyond the amount: its negative balance, without the sign, and of which day.
ALTER TABLE "invoice" ADD COLUMN "credit" DECIMAL(20,4) NOT NULL DEFAULT 0;
ALTER TABLE "invoice" ADD COLUMN "credit_on" DATE;
CREATE INDEX "invoice_credit" ON "invoice"("customer_id") WHERE (credit > (0)::numeric);

-- ---------------------------------------------------------------- program
ALTER TABLE "program" ADD COLUMN "minimum_amounts" JSONB;

-- ---------------------------------------------------------------- customer_summary
ALTER TABLE "customer_summary" ADD COLUMN "credit" DECIMAL(24,4) NOT NULL DEFAULT 0;

-- Each piece of credit of customers, said once: what of a payment, a credit note or an overpaid invoice lowers no invoice.
-- `amount` is what it was, `open` what is left of it. What had lowered an invoice that is void now is left again.
CREATE FUNCTION open_credit(ids text[]) RETURNS TABLE (customer_id text, currency text, kind text, source_id text,
  occurred_on date, amount numeric, open numeric) LANGUAGE sql STABLE AS $$
  SELECT * FROM (
    SELECT p.customer_id, p.currency, 'payment', p.id, p.paid_on, p.amount - p.reversed,
      p.amount - p.reversed - coalesce((
        SELECT sum(a.amount - a.reversed) FROM payment_allocation a JOIN invoice i ON i.id = a.invoice_id
        WHERE a.payment_id = p.id AND i.status <> 'void'), 0)
    FROM payment p WHERE p.customer_id = ANY(ids)
    UNION ALL
    SELECT r.customer_id, coalesce(r.currency, c.currency), 'credit_note', r.id, r.occurred_on, abs(r.amount),
      abs(r.amount) - coalesce((
        SELECT sum(a.amount) FROM credit_application a JOIN invoice i ON i.id = a.invoice_id
        WHERE a.related_record_id = r.id AND i.status <> 'void'), 0)
    FROM related_record r JOIN customer c ON c.id = r.customer_id
    WHERE r.customer_id = ANY(ids) AND r.kind = 'credit_note' AND r.amount IS NOT NULL
      AND lower(coalesce(r.status, 'open')) NOT IN ('applied', 'cancelled', 'canceled', 'closed', 'draft', 'paid',
        'refunded', 'rejected', 'used', 'void', 'voided')
    UNION ALL
    SELECT i.customer_id, i.currency, 'invoice', i.id, coalesce(i.credit_on, i.issued_on), i.credit, i.credit
    FROM invoice i WHERE i.customer_id = ANY(ids) AND i.credit > 0 AND i.status <> 'void'
  ) AS piece(customer_id, currency, kind, source_id, occurred_on, amount, open)
  WHERE open > 0
$$;

-- Credit of customers in their currency, of rows that were locked before as in refresh_customer_balances. Whose credit
-- moved is looked at by the rules of signals, too.
CREATE FUNCTION refresh_customer_credit(ids text[], at timestamptz) RETURNS void LANGUAGE plpgsql
  SET enable_seqscan = off AS $$
DECLARE
  moved text[];
BEGIN
  IF cardinality(ids) = 0 THEN RETURN; END IF;
  PERFORM 1 FROM customer_summary WHERE customer_id = ANY(ids) ORDER BY customer_id FOR NO KEY UPDATE;
  WITH changed AS (
    UPDATE customer_summary s SET credit = n.credit
    FROM (
      SELECT k.customer_id, coalesce(sum(p.open), 0) AS credit
      FROM customer_summary k
      LEFT JOIN open_credit(ids) p ON p.customer_id = k.customer_id AND p.currency = k.currency
      WHERE k.customer_id = ANY(ids) GROUP BY k.customer_id
    ) n
    WHERE s.customer_id = n.customer_id AND s.credit <> n.credit RETURNING s.customer_id)
  SELECT array_agg(customer_id) INTO moved FROM changed;
  IF at IS NOT NULL THEN
    INSERT INTO customer_refresh (customer_id, marks, marked_at)
    SELECT id, 1, at FROM unnest(moved) AS m(id) ORDER BY id
    ON CONFLICT (customer_id) DO UPDATE SET marks = customer_refresh.marks + 1;
  END IF;
END $$;

CREATE FUNCTION customer_summary_credit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  ids text[];
  at timestamptz;
BEGIN
  IF TG_TABLE_NAME = 'payment_allocation' THEN
    SELECT array_agg(DISTINCT p.customer_id), max(c.created_at) INTO ids, at
    FROM changed c JOIN payment p ON p.id = c.payment_id;
  ELSIF TG_TABLE_NAME = 'related_record' THEN
    SELECT array_agg(DISTINCT customer_id), max(updated_at) INTO ids, at FROM changed WHERE kind = 'credit_note';
  ELSE
    SELECT array_agg(DISTINCT customer_id), max(created_at) INTO ids, at FROM changed;
  END IF;
  PERFORM refresh_customer_credit(coalesce(ids, '{}'), at);
  RETURN NULL;
END $$;

-- Of invoices only what is credit itself, and what sets free what had lowered it.
CREATE FUNCTION customer_summary_invoice_credit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  ids text[];
  at timestamptz;
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT array_agg(DISTINCT customer_id), max(updated_at) INTO ids, at FROM changed WHERE credit > 0;
  ELSE
    SELECT array_agg(DISTINCT c.customer_id), max(c.updated_at) INTO ids, at
    FROM changed c JOIN earlier e ON e.id = c.id
    WHERE c.credit <> e.credit OR (c.status = 'void') <> (e.status = 'void');
  END IF;
  PERFORM refresh_customer_credit(coalesce(ids, '{}'), at);
  RETURN NULL;
END $$;

CREATE TRIGGER customer_summary_credit_insert AFTER INSERT ON payment
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customer_summary_credit();
CREATE TRIGGER customer_summary_credit_update AFTER UPDATE ON payment
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customer_summary_credit();
CREATE TRIGGER customer_summary_credit_insert AFTER INSERT ON payment_allocation
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customer_summary_credit();
CREATE TRIGGER customer_summary_credit_update AFTER UPDATE ON payment_allocation
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customer_summary_credit();
CREATE TRIGGER customer_summary_credit_insert AFTER INSERT ON related_record
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customer_summary_credit();
CREATE TRIGGER customer_summary_credit_update AFTER UPDATE ON related_record
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customer_summary_credit();
CREATE TRIGGER customer_summary_credit_insert AFTER INSERT ON credit_application
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customer_summary_credit();
CREATE TRIGGER customer_summary_credit_insert AFTER INSERT ON invoice
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customer_summary_invoice_credit();
CREATE TRIGGER customer_summary_credit_update AFTER UPDATE ON invoice
  REFERENCING OLD TABLE AS earlier NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION customer_summary_invoice_credit();

-- A customer whose currency changes has the credit of the new one.
CREATE OR REPLACE FUNCTION customer_summary_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE customer_summary SET search_key = customer_search_key(NEW.name, NEW.external_id),
    status = NEW.status, currency = NEW.currency, ar_owner_id = NEW.ar_owner_id, sales_owner_id = NEW.sales_owner_id,
    score = NEW.score
  WHERE customer_id = NEW.id;
  IF NEW.currency <> OLD.currency THEN PERFORM refresh_customer_credit(ARRAY[NEW.id], NEW.updated_at); END IF;
  RETURN NULL;
END $$;

-- What stands already.
UPDATE customer_summary s SET credit = n.credit
FROM (
  SELECT p.customer_id, p.currency, sum(p.open) AS credit
  FROM open_credit(ARRAY(
    SELECT customer_id FROM payment UNION SELECT customer_id FROM related_record WHERE kind = 'credit_note')) p
  GROUP BY p.customer_id, p.currency
) n
WHERE s.customer_id = n.customer_id AND s.currency = n.currency;
