-- Reads at a hundred thousand customers and a million invoices.

-- What is open, summed without looking at the invoices themselves.
DROP INDEX "invoice_open";
CREATE INDEX "invoice_open" ON "invoice"("customer_id", "due_on", "id", "balance", "currency") WHERE (status = 'open'::text);

-- What moved after a day, by invoice, without looking at the movements themselves.
DROP INDEX "balance_change_effective_on_idx";
CREATE INDEX "balance_change_since" ON "balance_change"("effective_on", "customer_id", "invoice_id", "delta");

-- What credit of some customers is more than it was at the end of a day: as credit_since(day), which looks at what moved of
-- everybody. It goes by what moved of the customers: payments and credit notes lower invoices of their own customer only.
CREATE FUNCTION credit_since(day date, ids text[]) RETURNS TABLE (customer_id text, currency text, amount numeric)
  LANGUAGE sql STABLE AS $$
  WITH moved AS MATERIALIZED (
    SELECT d.id, d.invoice_id, d.kind, d.cause, d.payment_id, d.reversal_id, d.delta, d.effective_on, i.status
    FROM balance_change d JOIN invoice i ON i.id = d.invoice_id
    WHERE d.customer_id = ANY(ids) AND d.effective_on > day),
  voided AS (
    SELECT DISTINCT invoice_id AS id FROM moved WHERE cause = 'void' AND payment_id IS NULL AND status = 'void')
  SELECT m.customer_id, m.currency, sum(m.amount) FROM (
    -- Came in since.
    SELECT c.customer_id, c.currency, c.open AS amount FROM open_credit(ids) c WHERE c.occurred_on > day
    UNION ALL
    -- Came back since, of what was on account.
    SELECT p.customer_id, p.currency, coalesce((
      SELECT sum(d.delta) FROM moved d WHERE d.effective_on = r.reversed_on AND d.reversal_id = r.id
        AND d.kind = 'reversal' AND d.status <> 'void'), 0) - r.amount
    FROM payment_reversal r JOIN payment p ON p.id = r.payment_id
    WHERE r.customer_id = ANY(ids) AND r.reversed_on > day AND p.paid_on <= day
    UNION ALL
    -- Lowered an invoice since.
    SELECT p.customer_id, p.currency, d.delta FROM moved d JOIN payment p ON p.id = d.payment_id
    WHERE d.kind = 'payment' AND p.paid_on <= day AND d.status <> 'void'
    UNION ALL
    SELECT a.customer_id, a.currency, -a.amount FROM moved d
    JOIN credit_application a ON a.invoice_id = d.invoice_id AND a.balance_change_id = d.id
    JOIN related_record r ON r.id = a.related_record_id
    WHERE d.kind = 'credit' AND d.status <> 'void' AND is_credit_status(r.status)
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
