-- Aging as of another day without a look at the invoices themselves: each movement of a balance says when its invoice was
-- due, and by how much it changed what is owed of it (C19). What was owed at the end of a day is what is owed now, less the
-- movements after it.

ALTER TABLE "balance_change" ADD COLUMN "due_on" DATE,
  ADD COLUMN "owed" DECIMAL(20,4) NOT NULL DEFAULT 0,
  ADD COLUMN "opened" SMALLINT NOT NULL DEFAULT 0,
  ADD COLUMN "credited_on" DATE;

-- What is owed of a balance: nothing below the smallest unit of its currency.
CREATE FUNCTION owed_of(amount numeric, currency text) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN amount >= 1 OR amount >= minor_unit(currency) THEN amount ELSE 0 END
$$;

-- What each movement of some invoices (null: of all) changed, in the order of their days.
CREATE FUNCTION placed_movements(ids text[])
  RETURNS TABLE (id text, due_on date, owed numeric, opened smallint, credited_on date) LANGUAGE sql STABLE AS $$
  SELECT x.id, x.due_on, x.after - x.before, (sign(x.after) - sign(x.before))::smallint, x.credited_on FROM (
    SELECT m.id, m.due_on, m.credited_on, owed_of(m.balance, m.currency) AS after, owed_of(m.balance - m.delta, m.currency) AS before
    FROM (
      SELECT d.id, d.delta, i.due_on, i.currency,
        CASE WHEN d.kind = 'payment' AND p.paid_on < d.effective_on THEN p.paid_on END AS credited_on,
        sum(d.delta) OVER (PARTITION BY d.invoice_id ORDER BY d.effective_on, d.created_at, d.id) AS balance
      FROM balance_change d JOIN invoice i ON i.id = d.invoice_id LEFT JOIN payment p ON p.id = d.payment_id
      WHERE ids IS NULL OR d.invoice_id = ANY(ids)) m) x
$$;

-- Every row is written anew: what may go from the index meanwhile, goes.
DROP INDEX "balance_change_since";
DROP INDEX "balance_change_customer_id_idx";
CREATE TEMPORARY TABLE placed ON COMMIT DROP AS SELECT * FROM placed_movements(NULL);
ANALYZE placed;
ALTER TABLE "balance_change" DISABLE TRIGGER USER;
UPDATE balance_change d SET due_on = x.due_on, owed = x.owed, opened = x.opened, credited_on = x.credited_on
FROM placed x WHERE x.id = d.id;
ALTER TABLE "balance_change" ENABLE TRIGGER USER;

CREATE INDEX "balance_change_customer_id_effective_on_idx" ON "balance_change"("customer_id", "effective_on");
CREATE INDEX "balance_change_since" ON "balance_change"("effective_on", "customer_id", "due_on", "owed", "opened");
-- What of credit depends on more than one day is rare.
CREATE INDEX "balance_change_credited" ON "balance_change"("effective_on")
  WHERE (kind = 'credit'::text OR cause = 'void'::text OR credited_on IS NOT NULL);
CREATE INDEX "balance_change_reversal" ON "balance_change"("reversal_id") WHERE (reversal_id IS NOT NULL);
CREATE INDEX "customer_summary_credit" ON "customer_summary"("customer_id") WHERE (credit > (0)::numeric);

-- The last movement of its invoice, as nearly all are when they come, follows from its balance alone.
CREATE FUNCTION place_movement() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  after numeric := owed_of(NEW.balance, NEW.currency);
  before numeric := owed_of(NEW.balance - NEW.delta, NEW.currency);
BEGIN
  NEW.due_on := (SELECT i.due_on FROM invoice i WHERE i.id = NEW.invoice_id);
  NEW.owed := after - before;
  NEW.opened := sign(after) - sign(before);
  NEW.credited_on := CASE WHEN NEW.kind = 'payment' AND NEW.payment_id IS NOT NULL THEN (
    SELECT p.paid_on FROM payment p WHERE p.id = NEW.payment_id AND p.paid_on < NEW.effective_on) END;
  RETURN NEW;
END
$$;
CREATE TRIGGER place_movement BEFORE INSERT ON balance_change FOR EACH ROW EXECUTE FUNCTION place_movement();

-- One that is dated back lies before others, which change another balance than they said.
CREATE FUNCTION place_movements() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  ids text[] := ARRAY(
    SELECT DISTINCT c.invoice_id FROM changed c JOIN balance_change o ON o.invoice_id = c.invoice_id
    WHERE o.effective_on > c.effective_on);
BEGIN
  IF ids <> '{}' THEN
    UPDATE balance_change d SET owed = x.owed, opened = x.opened FROM placed_movements(ids) x
    WHERE x.id = d.id AND (x.owed, x.opened) IS DISTINCT FROM (d.owed, d.opened);
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER place_movements AFTER INSERT ON balance_change
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION place_movements();

CREATE FUNCTION move_due_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE balance_change SET due_on = NEW.due_on WHERE invoice_id = NEW.id;
  RETURN NULL;
END
$$;
CREATE TRIGGER move_due_day AFTER UPDATE OF due_on ON invoice
  FOR EACH ROW WHEN (OLD.due_on IS DISTINCT FROM NEW.due_on) EXECUTE FUNCTION move_due_day();

-- As before, of customers in their own currency only: who has no credit got none since. What came in on one day and lowered
-- an invoice on a later one is found by an index.
CREATE OR REPLACE FUNCTION credit_since(day date) RETURNS TABLE (customer_id text, currency text, amount numeric)
  LANGUAGE sql STABLE AS $$
  WITH voided AS (
    SELECT DISTINCT i.id FROM balance_change d JOIN invoice i ON i.id = d.invoice_id
    WHERE d.effective_on > day AND d.cause = 'void' AND d.payment_id IS NULL AND i.status = 'void'),
  creditors AS MATERIALIZED (SELECT s.customer_id FROM customer_summary s WHERE s.credit > 0)
  SELECT m.customer_id, m.currency, sum(m.amount) FROM (
    -- Came in since.
    SELECT c.customer_id, c.currency, c.open AS amount FROM (
      SELECT p.customer_id, p.currency, p.amount - p.reversed - coalesce((
          SELECT sum(a.amount - a.reversed) FROM payment_allocation a JOIN invoice i ON i.id = a.invoice_id
          WHERE a.payment_id = p.id AND i.status <> 'void'), 0) AS open
      FROM payment p WHERE p.paid_on > day AND p.customer_id IN (SELECT h.customer_id FROM creditors h)
      UNION ALL
      SELECT r.customer_id, coalesce(r.currency, u.currency), abs(r.amount) - r.credit_used - coalesce((
          SELECT sum(a.amount) FROM credit_application a JOIN invoice i ON i.id = a.invoice_id
          WHERE a.related_record_id = r.id AND i.status <> 'void'), 0)
      FROM related_record r JOIN customer u ON u.id = r.customer_id
      WHERE r.kind = 'credit_note' AND r.occurred_on > day AND r.amount IS NOT NULL AND is_credit_status(r.status)
        AND r.customer_id IN (SELECT h.customer_id FROM creditors h)
      UNION ALL
      SELECT i.customer_id, i.currency, i.credit FROM invoice i
      WHERE i.credit > 0 AND i.status <> 'void' AND coalesce(i.credit_on, i.issued_on) > day
      OFFSET 0) c
    WHERE c.open > 0
    UNION ALL
    -- Came back since, of what was on account.
    SELECT p.customer_id, p.currency, coalesce((
      SELECT sum(d.delta) FROM balance_change d JOIN invoice i ON i.id = d.invoice_id
      WHERE d.reversal_id = r.id AND d.effective_on = r.reversed_on AND d.kind = 'reversal' AND i.status <> 'void'), 0)
      - r.amount
    FROM payment_reversal r JOIN payment p ON p.id = r.payment_id WHERE r.reversed_on > day AND p.paid_on <= day
    UNION ALL
    -- Lowered an invoice since.
    SELECT i.customer_id, d.currency, d.delta FROM balance_change d JOIN invoice i ON i.id = d.invoice_id
    WHERE d.effective_on > day AND d.credited_on <= day AND i.status <> 'void'
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
