-- ---------------------------------------------------------------- forgetting a person (U5)

ALTER TABLE "contact" ADD COLUMN "erased_at" TIMESTAMPTZ(3);
ALTER TABLE "message" ADD COLUMN "content_hash" TEXT;
ALTER TABLE "suppression" ADD COLUMN "erased_customer_id" TEXT;

CREATE TABLE "erasure" (
    "id" TEXT NOT NULL,
    "contact_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "counts" JSONB NOT NULL,
    "terms" TEXT,
    "position" JSONB,
    "looks_again_at" TIMESTAMPTZ(3),
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "erasure_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "erasure_contact_id_idx" ON "erasure"("contact_id");
CREATE INDEX "erasure_running" ON "erasure"("id") WHERE (terms IS NOT NULL);

CREATE TABLE "erased_key" (
    "customer_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "is_address" BOOLEAN NOT NULL,
    "erasure_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "erased_key_pkey" PRIMARY KEY ("customer_id","key")
);
CREATE INDEX "erased_key_key_idx" ON "erased_key"("key");

-- What is left of an address or a name that was forgotten: enough to know it again, not to read it.
CREATE FUNCTION erased_key(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN 'sha256:' || encode(sha256(convert_to(value, 'UTF8')), 'hex');

-- Replaces what matches in every text of a JSON value; a number is replaced when all of it matches.
CREATE FUNCTION erase_json(value jsonb, pattern text) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE STRICT COST 10000 AS $$
BEGIN
  CASE jsonb_typeof(value)
    WHEN 'string' THEN RETURN to_jsonb(regexp_replace(value #>> '{}', pattern, '[erased]', 'gi'));
    WHEN 'number' THEN
      RETURN CASE WHEN (value #>> '{}') ~* ('^(' || pattern || ')$') THEN '"[erased]"'::jsonb ELSE value END;
    WHEN 'array' THEN
      RETURN (SELECT coalesce(jsonb_agg(erase_json(e.item, pattern) ORDER BY e.n), '[]'::jsonb)
        FROM jsonb_array_elements(value) WITH ORDINALITY AS e(item, n));
    WHEN 'object' THEN
      RETURN (SELECT coalesce(jsonb_object_agg(regexp_replace(e.name, pattern, '[erased]', 'gi'),
        erase_json(e.item, pattern)), '{}'::jsonb) FROM jsonb_each(value) AS e(name, item));
    ELSE RETURN value;
  END CASE;
END $$;

-- Replaces the texts that stand under these names anywhere in a JSON value; lists of addresses become empty ones.
CREATE FUNCTION erase_members(value jsonb, names text[]) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE STRICT COST 10000 AS $$
BEGIN
  CASE jsonb_typeof(value)
    WHEN 'array' THEN
      RETURN (SELECT coalesce(jsonb_agg(erase_members(e.item, names) ORDER BY e.n), '[]'::jsonb)
        FROM jsonb_array_elements(value) WITH ORDINALITY AS e(item, n));
    WHEN 'object' THEN
      RETURN (SELECT coalesce(jsonb_object_agg(e.name, CASE
          WHEN e.name <> ALL(names) THEN erase_members(e.item, names)
          WHEN jsonb_typeof(e.item) = 'array' THEN '[]'::jsonb
          WHEN jsonb_typeof(e.item) IN ('object', 'null') THEN 'null'::jsonb
          ELSE '"[erased]"'::jsonb END), '{}'::jsonb) FROM jsonb_each(value) AS e(name, item));
    ELSE RETURN value;
  END CASE;
END $$;

-- ---------------------------------------------------------------- retention by age (U5)

CREATE TABLE "retention_position" (
    "kind" TEXT NOT NULL,
    "after" TEXT NOT NULL,
    "restarts_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "retention_position_pkey" PRIMARY KEY ("kind")
);

-- ---------------------------------------------------------------- webhooks: secrets rotate (O5)

ALTER TABLE "webhook" ADD COLUMN "former_secret" TEXT,
ADD COLUMN "former_until" TIMESTAMPTZ(3);
