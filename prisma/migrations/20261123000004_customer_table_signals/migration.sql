-- The severity of the most severe active signal, in the customers table. Without an instant, signals that have expired
-- and were not closed yet still count; the next read notices their expiry and counts them out.
CREATE FUNCTION refresh_customer_severities(ids text[], at timestamptz DEFAULT NULL) RETURNS void LANGUAGE plpgsql
  SET enable_seqscan = off AS $$
BEGIN
  IF cardinality(ids) = 0 THEN RETURN; END IF;
  PERFORM 1 FROM customer_summary WHERE customer_id = ANY(ids) ORDER BY customer_id FOR NO KEY UPDATE;
  UPDATE customer_summary s SET severity = n.severity, signal_expires_at = n.signal_expires_at
  FROM (
    SELECT x.id, g.*
    FROM unnest(ids) AS x(id)
    CROSS JOIN LATERAL (
      -- Filters, not conditions: a bare min() is looked up in the index of all that expire, once a customer.
      SELECT coalesce(max(severity_rank) FILTER (WHERE at IS NULL OR expires_at IS NULL OR expires_at > at), 0) AS severity,
        min(expires_at) FILTER (WHERE at IS NULL OR expires_at > at) AS signal_expires_at
      FROM signal WHERE customer_id = x.id AND is_active
    ) g
  ) n
  WHERE s.customer_id = n.id AND (s.severity, s.signal_expires_at) IS DISTINCT FROM (n.severity, n.signal_expires_at);
END $$;

CREATE FUNCTION customer_summary_severities() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refresh_customer_severities(ARRAY(SELECT DISTINCT customer_id FROM changed));
  RETURN NULL;
END $$;

CREATE TRIGGER customer_summary_insert AFTER INSERT ON signal
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customer_summary_severities();
CREATE TRIGGER customer_summary_update AFTER UPDATE ON signal
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customer_summary_severities();
CREATE TRIGGER customer_summary_delete AFTER DELETE ON signal
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customer_summary_severities();
SELECT refresh_customer_severities(ARRAY(SELECT DISTINCT customer_id FROM signal));
