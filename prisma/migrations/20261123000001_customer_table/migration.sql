-- CreateTable
CREATE TABLE "label_group" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "label_group_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "label" (
    "id" TEXT NOT NULL,
    "group_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "label_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "customer_label" (
    "customer_id" TEXT NOT NULL,
    "label_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by_id" TEXT NOT NULL,

    CONSTRAINT "customer_label_pkey" PRIMARY KEY ("customer_id","label_id")
);

-- CreateTable
CREATE TABLE "invoice_label" (
    "invoice_id" TEXT NOT NULL,
    "label_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by_id" TEXT NOT NULL,

    CONSTRAINT "invoice_label_pkey" PRIMARY KEY ("invoice_id","label_id")
);

-- CreateTable
CREATE TABLE "list" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "description" TEXT,
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "list_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "list_member" (
    "list_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL,
    "added_by_id" TEXT NOT NULL,

    CONSTRAINT "list_member_pkey" PRIMARY KEY ("list_id","customer_id")
);

-- CreateTable
CREATE TABLE "bulk_change" (
    "id" TEXT NOT NULL,
    "entity" TEXT NOT NULL,
    "action" JSONB NOT NULL,
    "target_ids" TEXT[],
    "hidden" INTEGER NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "applied_at" TIMESTAMPTZ(3),

    CONSTRAINT "bulk_change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "customer_summary" (
    "customer_id" TEXT NOT NULL,
    "search_key" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "ar_owner_id" TEXT,
    "sales_owner_id" TEXT,
    "score" INTEGER NOT NULL,
    "severity" SMALLINT NOT NULL,
    "total" DECIMAL(24,4) NOT NULL,
    "overdue" DECIMAL(24,4) NOT NULL,
    "days_1_to_30" DECIMAL(24,4) NOT NULL,
    "days_31_to_60" DECIMAL(24,4) NOT NULL,
    "days_61_to_90" DECIMAL(24,4) NOT NULL,
    "days_91_plus" DECIMAL(24,4) NOT NULL,
    "open_invoice_count" INTEGER NOT NULL,
    "contact_count" INTEGER NOT NULL,
    "last_contact_at" TIMESTAMPTZ(3),
    "as_of" DATE NOT NULL,
    "ages_on" DATE,
    "signal_expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "customer_summary_pkey" PRIMARY KEY ("customer_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "label_group_name_key_key" ON "label_group"("name_key");

-- CreateIndex
CREATE UNIQUE INDEX "label_group_id_name_key_key" ON "label"("group_id", "name_key");

-- CreateIndex
CREATE INDEX "customer_label_label_id_customer_id_idx" ON "customer_label"("label_id", "customer_id");

-- CreateIndex
CREATE INDEX "invoice_label_label_id_invoice_id_idx" ON "invoice_label"("label_id", "invoice_id");

-- CreateIndex
CREATE UNIQUE INDEX "list_name_key_key" ON "list"("name_key");

-- CreateIndex
CREATE INDEX "list_member_customer_id_idx" ON "list_member"("customer_id");

-- CreateIndex
CREATE INDEX "bulk_change_expires_at_idx" ON "bulk_change"("expires_at");

-- CreateIndex
CREATE INDEX "customer_summary_severity_overdue_customer_id_idx" ON "customer_summary"("severity", "overdue", "customer_id");

-- CreateIndex
CREATE INDEX "customer_summary_search_key_customer_id_idx" ON "customer_summary"("search_key", "customer_id");

-- CreateIndex
CREATE INDEX "customer_summary_total_customer_id_idx" ON "customer_summary"("total", "customer_id");

-- CreateIndex
CREATE INDEX "customer_summary_overdue_customer_id_idx" ON "customer_summary"("overdue", "customer_id");

-- CreateIndex
CREATE INDEX "customer_summary_days_1_to_30_customer_id_idx" ON "customer_summary"("days_1_to_30", "customer_id");

-- CreateIndex
CREATE INDEX "customer_summary_days_31_to_60_customer_id_idx" ON "customer_summary"("days_31_to_60", "customer_id");

-- CreateIndex
CREATE INDEX "customer_summary_days_61_to_90_customer_id_idx" ON "customer_summary"("days_61_to_90", "customer_id");

-- CreateIndex
CREATE INDEX "customer_summary_days_91_plus_customer_id_idx" ON "customer_summary"("days_91_plus", "customer_id");

-- CreateIndex
CREATE INDEX "customer_summary_open_invoice_count_customer_id_idx" ON "customer_summary"("open_invoice_count", "customer_id");

-- CreateIndex
CREATE INDEX "customer_summary_contact_count_customer_id_idx" ON "customer_summary"("contact_count", "customer_id");

-- CreateIndex
CREATE INDEX "customer_summary_score_customer_id_idx" ON "customer_summary"("score", "customer_id");

-- CreateIndex
CREATE INDEX "customer_summary_ar_owner_id_sales_owner_id_customer_id_idx" ON "customer_summary"("ar_owner_id", "sales_owner_id", "customer_id");

-- CreateIndex
CREATE INDEX "customer_summary_sales_owner_id_idx" ON "customer_summary"("sales_owner_id");

-- CreateIndex
CREATE INDEX "customer_summary_status_idx" ON "customer_summary"("status");

-- CreateIndex
CREATE INDEX "customer_summary_currency_idx" ON "customer_summary"("currency");

-- CreateIndex
CREATE INDEX "customer_summary_ages_on_idx" ON "customer_summary"("ages_on");

-- CreateIndex
CREATE INDEX "customer_summary_as_of_idx" ON "customer_summary"("as_of");

-- CreateIndex
CREATE INDEX "customer_summary_signal_expires_at_idx" ON "customer_summary"("signal_expires_at");

-- CreateIndex
CREATE INDEX "invoice_due_on_id_idx" ON "invoice"("due_on", "id");

-- CreateIndex
CREATE INDEX "balance_change_effective_on_idx" ON "balance_change"("effective_on");

-- AddForeignKey
ALTER TABLE "label" ADD CONSTRAINT "label_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "label_group"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customer_label" ADD CONSTRAINT "customer_label_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customer_label" ADD CONSTRAINT "customer_label_label_id_fkey" FOREIGN KEY ("label_id") REFERENCES "label"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invoice_label" ADD CONSTRAINT "invoice_label_invoice_id_fkey" FOREIGN KEY ("invoice_id") REFERENCES "invoice"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invoice_label" ADD CONSTRAINT "invoice_label_label_id_fkey" FOREIGN KEY ("label_id") REFERENCES "label"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "list_member" ADD CONSTRAINT "list_member_list_id_fkey" FOREIGN KEY ("list_id") REFERENCES "list"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "list_member" ADD CONSTRAINT "list_member_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customer_summary" ADD CONSTRAINT "customer_summary_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Never in contact stands before everybody who was; Prisma has no word for an index of an expression.
CREATE INDEX "customer_summary_last_contact" ON "customer_summary"((coalesce(last_contact_at, '-infinity'::timestamptz)), "customer_id");

-- The customers table: triggers keep `customer_summary`, so that no writer can forget it. They ask no clock: aging is
-- worked out for the day that a row stands at.

-- Lower case by Unicode's rules, whatever the locale of the database: search ignores case.
DO $$
BEGIN
  EXECUTE format(
    'CREATE FUNCTION fold_case(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $f$ SELECT lower($1%s) $f$',
    coalesce((
      SELECT format(' COLLATE %I', collname) FROM pg_collation
      WHERE collname IN ('pg_c_utf8', 'und-x-icu') AND collnamespace = 'pg_catalog'::regnamespace
        AND collencoding IN (-1, pg_char_to_encoding(getdatabaseencoding()))
      ORDER BY collname LIMIT 1), ''));
END $$;

-- A line break cannot be searched for, so no match reaches from the name into the external id.
CREATE FUNCTION customer_search_key(name text, external_id text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT fold_case(name) || E'\n' || fold_case(coalesce(external_id, ''))
$$;

-- These functions go by index, customer by customer, also when PostgreSQL has no statistics yet: the plan that it would
-- choose for a table that was empty a moment ago reads the whole of it once a customer.

-- Sums of the open invoices of customers. Without a day, each row keeps the day it stands at. The rows are locked by a
-- statement of their own, since the sums need a snapshot taken after the wait for another writer.
CREATE FUNCTION refresh_customer_balances(ids text[], on_day date DEFAULT NULL) RETURNS void LANGUAGE plpgsql
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
      FROM invoice i WHERE i.customer_id = k.customer_id AND i.status = 'open'
    ) b
  ) n
  WHERE s.customer_id = n.customer_id;
END $$;

-- Active contacts, and the latest mail, sms or call by the date it happened.
CREATE FUNCTION refresh_customer_contacts(ids text[]) RETURNS void LANGUAGE plpgsql
  SET enable_seqscan = off AS $$
BEGIN
  IF cardinality(ids) = 0 THEN RETURN; END IF;
  PERFORM 1 FROM customer_summary WHERE customer_id = ANY(ids) ORDER BY customer_id FOR NO KEY UPDATE;
  UPDATE customer_summary s SET contact_count = n.contact_count, last_contact_at = n.last_contact_at
  FROM (
    SELECT x.id,
      (SELECT count(*)::int FROM contact c WHERE c.customer_id = x.id AND c.is_active) AS contact_count,
      (SELECT m.occurred_at FROM communication m
        WHERE m.customer_id = x.id AND m.kind IN ('email', 'sms', 'call') AND m.direction IN ('inbound', 'outbound')
        ORDER BY m.occurred_at DESC LIMIT 1) AS last_contact_at
    FROM unnest(ids) AS x(id)
  ) n
  WHERE s.customer_id = n.id
    AND (s.contact_count, s.last_contact_at) IS DISTINCT FROM (n.contact_count, n.last_contact_at);
END $$;

CREATE FUNCTION customer_summary_add() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO customer_summary (customer_id, search_key, status, currency, ar_owner_id, sales_owner_id, score,
    severity, total, overdue, days_1_to_30, days_31_to_60, days_61_to_90, days_91_plus, open_invoice_count,
    contact_count, as_of)
  SELECT c.id, customer_search_key(c.name, c.external_id), c.status, c.currency, c.ar_owner_id,
    c.sales_owner_id, c.score, 0, 0, 0, 0, 0, 0, 0, 0, 0, d.day
  FROM changed c
  CROSS JOIN (SELECT coalesce(max(as_of), date '2000-01-01') AS day FROM customer_summary) d;
  RETURN NULL;
END $$;

CREATE FUNCTION customer_summary_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE customer_summary SET search_key = customer_search_key(NEW.name, NEW.external_id),
    status = NEW.status, currency = NEW.currency, ar_owner_id = NEW.ar_owner_id, sales_owner_id = NEW.sales_owner_id,
    score = NEW.score
  WHERE customer_id = NEW.id;
  RETURN NULL;
END $$;

CREATE FUNCTION customer_summary_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refresh_customer_balances(ARRAY(SELECT DISTINCT customer_id FROM changed));
  RETURN NULL;
END $$;

CREATE FUNCTION customer_summary_contacts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refresh_customer_contacts(ARRAY(SELECT DISTINCT customer_id FROM changed));
  RETURN NULL;
END $$;

-- What is done by our side only is in the thread, but is no contact: those rows take no lock.
CREATE FUNCTION customer_summary_communications() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refresh_customer_contacts(ARRAY(
    SELECT DISTINCT customer_id FROM changed WHERE kind IN ('email', 'sms', 'call')));
  RETURN NULL;
END $$;

CREATE TRIGGER customer_summary_add AFTER INSERT ON customer
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customer_summary_add();
-- Not for the version that every command counts up.
CREATE TRIGGER customer_summary_follow
  AFTER UPDATE OF name, external_id, status, currency, ar_owner_id, sales_owner_id, score ON customer
  FOR EACH ROW WHEN ((OLD.name, OLD.external_id, OLD.status, OLD.currency, OLD.ar_owner_id, OLD.sales_owner_id,
    OLD.score) IS DISTINCT FROM (NEW.name, NEW.external_id, NEW.status, NEW.currency, NEW.ar_owner_id,
    NEW.sales_owner_id, NEW.score))
  EXECUTE FUNCTION customer_summary_follow();
CREATE TRIGGER customer_summary_insert AFTER INSERT ON invoice
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customer_summary_balances();
CREATE TRIGGER customer_summary_update AFTER UPDATE ON invoice
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customer_summary_balances();
CREATE TRIGGER customer_summary_delete AFTER DELETE ON invoice
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customer_summary_balances();
CREATE TRIGGER customer_summary_insert AFTER INSERT ON contact
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customer_summary_contacts();
CREATE TRIGGER customer_summary_update AFTER UPDATE ON contact
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customer_summary_contacts();
CREATE TRIGGER customer_summary_delete AFTER DELETE ON contact
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customer_summary_contacts();
CREATE TRIGGER customer_summary_insert AFTER INSERT ON communication
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customer_summary_communications();
CREATE TRIGGER customer_summary_update AFTER UPDATE ON communication
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customer_summary_communications();
CREATE TRIGGER customer_summary_delete AFTER DELETE ON communication
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customer_summary_communications();

-- Customers that exist already stand at a day long past; the first read brings them forward.
INSERT INTO customer_summary (customer_id, search_key, status, currency, ar_owner_id, sales_owner_id, score,
  severity, total, overdue, days_1_to_30, days_31_to_60, days_61_to_90, days_91_plus, open_invoice_count,
  contact_count, as_of)
SELECT c.id, customer_search_key(c.name, c.external_id), c.status, c.currency, c.ar_owner_id,
  c.sales_owner_id, c.score, 0, 0, 0, 0, 0, 0, 0, 0, 0, date '2000-01-01'
FROM customer c;
SELECT refresh_customer_balances(ARRAY(SELECT id FROM customer)), refresh_customer_contacts(ARRAY(SELECT id FROM customer));
