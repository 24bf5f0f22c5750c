-- What people keep of the console (W2): names for what a screen shows, and how they like it.

-- ---------------------------------------------------------------- saved_view
CREATE TABLE "saved_view" (
    "id" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "screen" TEXT NOT NULL,
    "filters" JSONB NOT NULL,
    "is_shared" BOOLEAN NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "saved_view_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "saved_view_owner_id_idx" ON "saved_view"("owner_id");
CREATE INDEX "saved_view_shared" ON "saved_view"("screen") WHERE (is_shared);
ALTER TABLE "saved_view" ADD CONSTRAINT "saved_view_owner_id_fkey"
  FOREIGN KEY ("owner_id") REFERENCES "app_user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- ---------------------------------------------------------------- preferences
CREATE TABLE "preferences" (
    "user_id" TEXT NOT NULL,
    "has_single_keys" BOOLEAN NOT NULL,
    "has_dense_rows" BOOLEAN NOT NULL,
    "locale" TEXT,
    "zone" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "preferences_pkey" PRIMARY KEY ("user_id")
);
ALTER TABLE "preferences" ADD CONSTRAINT "preferences_user_id_fkey"
  FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
