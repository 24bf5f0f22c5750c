-- Sessions of browsers, each made from a key, and codes that become one once.
CREATE TABLE "session" (
    "id" TEXT NOT NULL,
    "api_key_id" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "session_hash_key" ON "session"("hash");
CREATE INDEX "session_api_key_id_idx" ON "session"("api_key_id");
CREATE INDEX "session_expires_at_idx" ON "session"("expires_at");
ALTER TABLE "session" ADD CONSTRAINT "session_api_key_id_fkey"
  FOREIGN KEY ("api_key_id") REFERENCES "api_key"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "sign_in_code" (
    "hash" TEXT NOT NULL,
    "api_key_id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_in_code_pkey" PRIMARY KEY ("hash")
);
CREATE INDEX "sign_in_code_expires_at_idx" ON "sign_in_code"("expires_at");
ALTER TABLE "sign_in_code" ADD CONSTRAINT "sign_in_code_api_key_id_fkey"
  FOREIGN KEY ("api_key_id") REFERENCES "api_key"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
