ALTER TABLE "nodes" ADD COLUMN "claimed_at" timestamp with time zone;
