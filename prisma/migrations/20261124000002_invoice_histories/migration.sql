-- When the invoices of a customer were open, and when something kept them back, from a moment on: for those few whose
-- every open invoice may have been kept back at once (D8). A function, since a statement that says it all costs each of its
-- executions the preparation of it, whether or not it is needed. Null: some invoice could be asked for all the time. What
-- happened in one instant comes in the order in which it can have happened: issued, then lowered.
CREATE FUNCTION invoice_histories(of_customer text, since timestamptz) RETURNS json LANGUAGE sql STABLE AS $$
  SELECT json_agg(json_build_object(
    'createdAt', extract(epoch FROM i.created_at) * 1000, 'updatedAt', extract(epoch FROM i.updated_at) * 1000,
    'isOpen', i.status = 'open', 'isDisputed', i.is_disputed,
    'balances', (
      SELECT coalesce(json_agg(json_build_object('at', extract(epoch FROM b.created_at) * 1000,
        'isOwed', b.balance > 0) ORDER BY b.created_at, b.kind <> 'issued', b.balance DESC), '[]'::json)
      FROM balance_change b WHERE b.invoice_id = i.id),
    'holds', (
      SELECT coalesce(json_agg(json_build_object('startedAt', extract(epoch FROM h.started_at) * 1000,
        'expiresAt', extract(epoch FROM h.expires_at) * 1000,
        'endedAt', extract(epoch FROM h.ended_at) * 1000)), '[]'::json)
      FROM hold h WHERE h.invoice_id = i.id)))
  FROM invoice i
  WHERE i.customer_id = of_customer AND (i.status = 'open'::text OR i.updated_at > since)
    AND NOT EXISTS (
      SELECT FROM invoice v WHERE v.customer_id = of_customer AND v.status = 'open'::text AND NOT v.is_disputed
        AND v.created_at <= since
        AND NOT EXISTS (SELECT FROM hold h WHERE h.invoice_id = v.id
          AND coalesce(least(h.ended_at, h.expires_at), 'infinity') > since)
        AND NOT EXISTS (SELECT FROM balance_change b WHERE b.invoice_id = v.id AND b.created_at > since
          AND b.balance = 0))
$$;
