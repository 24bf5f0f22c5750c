-- ---------------------------------------------------------------- balance_change

-- Why somebody corrected a balance or wrote it off (C13).
ALTER TABLE "balance_change" ADD COLUMN "reason" TEXT;

-- ---------------------------------------------------------------- invoice_histories

-- As before, without what is less than the smallest unit of its currency: nobody is asked for it (C19).
CREATE OR REPLACE FUNCTION invoice_histories(of_customer text, since timestamptz) RETURNS json LANGUAGE sql STABLE AS $$
  SELECT json_agg(json_build_object(
    'createdAt', extract(epoch FROM i.created_at) * 1000, 'updatedAt', extract(epoch FROM i.updated_at) * 1000,
    'isOpen', i.status = 'open' AND i.balance >= minor_unit(i.currency), 'isDisputed', i.is_disputed,
    'balances', (
      SELECT coalesce(json_agg(json_build_object('at', extract(epoch FROM b.created_at) * 1000,
        'isOwed', b.balance >= minor_unit(b.currency)) ORDER BY b.created_at, b.kind <> 'issued', b.balance DESC),
        '[]'::json)
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
        AND v.balance >= minor_unit(v.currency) AND v.created_at <= since
        AND NOT EXISTS (SELECT FROM hold h WHERE h.invoice_id = v.id
          AND coalesce(least(h.ended_at, h.expires_at), 'infinity') > since)
        AND NOT EXISTS (SELECT FROM balance_change b WHERE b.invoice_id = v.id AND b.created_at > since
          AND b.balance < minor_unit(b.currency)))
$$;
