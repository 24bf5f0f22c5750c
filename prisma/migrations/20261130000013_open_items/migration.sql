-- Open-items imports (C21): a file is the whole truth about what is open of its source.
ALTER TABLE "import" ADD COLUMN "source" TEXT,
  ADD COLUMN "as_of" DATE,
  ADD COLUMN "closed" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "closing" TEXT,
  ADD COLUMN "open_before" JSONB,
  ADD COLUMN "missing" JSONB,
  ADD COLUMN "missing_credit" JSONB,
  ADD COLUMN "decided_by_id" TEXT,
  ADD COLUMN "decided_at" TIMESTAMPTZ(3);

-- What such a file names, by our ids and by its numbers, a row a chunk, until it was compared with what is open.
CREATE TABLE "import_open_item" (
    "import_id" TEXT NOT NULL,
    "line" INTEGER NOT NULL,
    "names" TEXT[] NOT NULL,
    CONSTRAINT "import_open_item_pkey" PRIMARY KEY ("import_id", "line")
);
ALTER TABLE "import_open_item" ADD CONSTRAINT "import_open_item_import_id_fkey"
  FOREIGN KEY ("import_id") REFERENCES "import"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What it lacks, invoices and pieces of credit, until each was closed or a person said no.
CREATE TABLE "import_missing_item" (
    "import_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "item_id" TEXT NOT NULL,
    CONSTRAINT "import_missing_item_pkey" PRIMARY KEY ("import_id", "customer_id", "item_id")
);
ALTER TABLE "import_missing_item" ADD CONSTRAINT "import_missing_item_import_id_fkey"
  FOREIGN KEY ("import_id") REFERENCES "import"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
