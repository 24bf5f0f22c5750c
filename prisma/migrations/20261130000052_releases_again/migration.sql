-- What let waiting messages go, until everybody has looked again who may have read what held before (S14, S24, D6, M7).

CREATE TABLE "release" (
    "id" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "about_id" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "open_from" BIGINT,

    CONSTRAINT "release_pkey" PRIMARY KEY ("id")
);
