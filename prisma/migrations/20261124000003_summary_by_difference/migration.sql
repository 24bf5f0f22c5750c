-- Receivables cost their writers less. Each index of a row costs an entry, on a page of its own, whenever a column of any
-- index changes. What a new invoice changes stands in two indexes only: the default order, which needs no more than its
-- first page, and the day a row ages. By other sums the rows are sorted when asked, which takes as long as counting them.
-- Rows have room on their page for changes that no index has to be told of. Nobody looks up movements by customer.

-- DropIndex
DROP INDEX "customer_summary_total_customer_id_idx";

-- DropIndex
DROP INDEX "customer_summary_overdue_customer_id_idx";

-- DropIndex
DROP INDEX "customer_summary_days_1_to_30_customer_id_idx";

-- DropIndex
DROP INDEX "customer_summary_days_31_to_60_customer_id_idx";

-- DropIndex
DROP INDEX "customer_summary_days_61_to_90_customer_id_idx";

-- DropIndex
DROP INDEX "customer_summary_days_91_plus_customer_id_idx";

-- DropIndex
DROP INDEX "customer_summary_open_invoice_count_customer_id_idx";

-- DropIndex
DROP INDEX "customer_summary_contact_count_customer_id_idx";

-- DropIndex
DROP INDEX "customer_summary_score_customer_id_idx";

-- DropIndex
DROP INDEX "customer_summary_ar_owner_id_sales_owner_id_customer_id_idx";

-- DropIndex
DROP INDEX "customer_summary_signal_expires_at_idx";

-- DropIndex
DROP INDEX "balance_change_customer_id_idx";

-- CreateIndex
CREATE INDEX "customer_summary_ar_owner_id_idx" ON "customer_summary"("ar_owner_id");

-- CreateIndex
CREATE INDEX "customer_summary_expiring" ON "customer_summary"("signal_expires_at") WHERE (signal_expires_at IS NOT NULL);

ALTER TABLE "customer_summary" SET (fillfactor = 80);
ALTER TABLE "customer_refresh" SET (fillfactor = 80);
ALTER TABLE "customer" SET (fillfactor = 90);

-- New invoices are added to the sums of their customers, which were right before: nothing else of a customer is read,
-- however many invoices it has. The rows are locked by a statement of their own, since aging is worked out for the day
-- that a row stands at after the wait for another writer.
CREATE FUNCTION customer_summary_invoices() RETURNS trigger LANGUAGE plpgsql
  SET enable_seqscan = off AS $$
DECLARE
  ids text[] := ARRAY(SELECT DISTINCT customer_id FROM changed WHERE status = 'open');
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
      FROM changed c JOIN customer_summary k ON k.customer_id = c.customer_id WHERE c.status = 'open'
    ) i
    GROUP BY i.customer_id
  ) n
  WHERE s.customer_id = n.customer_id;
  RETURN NULL;
END $$;

DROP TRIGGER customer_summary_insert ON invoice;
CREATE TRIGGER customer_summary_insert AFTER INSERT ON invoice
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customer_summary_invoices();
