-- As before, but what came in after a day is found by its day: open_credit looks at all that its customers ever paid.
CREATE OR REPLACE FUNCTION credit_since(day date) RETURNS TABLE (customer_id text, currency text, amount numeric)
  LANGUAGE sql STABLE AS $$
  WITH voided AS (
    SELECT DISTINCT i.id FROM balance_change d JOIN invoice i ON i.id = d.invoice_id
    WHERE d.effective_on > day AND d.cause = 'void' AND d.payment_id IS NULL AND i.status = 'void')
  SELECT m.customer_id, m.currency, sum(m.amount) FROM (
    -- Came in since.
    SELECT c.customer_id, c.currency, c.open AS amount FROM (
      SELECT p.customer_id, p.currency, p.amount - p.reversed - coalesce((
          SELECT sum(a.amount - a.reversed) FROM payment_allocation a JOIN invoice i ON i.id = a.invoice_id
          WHERE a.payment_id = p.id AND i.status <> 'void'), 0) AS open
      FROM payment p WHERE p.paid_on > day
      UNION ALL
      SELECT r.customer_id, coalesce(r.currency, u.currency), abs(r.amount) - r.credit_used - coalesce((
          SELECT sum(a.amount) FROM credit_application a JOIN invoice i ON i.id = a.invoice_id
          WHERE a.related_record_id = r.id AND i.status <> 'void'), 0)
      FROM related_record r JOIN customer u ON u.id = r.customer_id
      WHERE r.kind = 'credit_note' AND r.occurred_on > day AND r.amount IS NOT NULL AND is_credit_status(r.status)
      UNION ALL
      SELECT i.customer_id, i.currency, i.credit FROM invoice i
      WHERE i.credit > 0 AND i.status <> 'void' AND coalesce(i.credit_on, i.issued_on) > day
      OFFSET 0) c
    WHERE c.open > 0
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
