-- Values that were left out of rows that were stored (C11), and columns that were not read (C22).
ALTER TABLE "import" ADD COLUMN "warnings" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "ignored_columns" TEXT[] NOT NULL DEFAULT '{}';
ALTER TABLE "import_error" ADD COLUMN "is_warning" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "value" TEXT;

-- How files of one origin are read, kept under a name (C17).
CREATE TABLE "import_profile" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "reading" JSONB NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "import_profile_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "import_profile_name_key_key" ON "import_profile"("name_key");
