CREATE SEQUENCE "positions" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1;--> statement-breakpoint
CREATE TABLE "commits" (
	"id" uuid PRIMARY KEY NOT NULL,
	"before" bigint,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE UNLOGGED TABLE "connections" (
	"node" uuid NOT NULL,
	"id" text COLLATE "C" NOT NULL,
	"user_id" text COLLATE "C",
	"change" bigint NOT NULL,
	CONSTRAINT "connections_node_id_pk" PRIMARY KEY("node","id")
);
--> statement-breakpoint
CREATE TABLE "events" (
	"position" bigint PRIMARY KEY NOT NULL,
	"topic" text COLLATE "C",
	"previous" bigint NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"schema_version" integer NOT NULL,
	"data" json,
	"audience" text[],
	"operation" text NOT NULL,
	"correlation" text NOT NULL,
	"sequence" integer NOT NULL,
	"causation" integer,
	"actor" text NOT NULL,
	"recorded_at" bigint NOT NULL,
	CONSTRAINT "events_previous" CHECK ("events"."previous" < "events"."position"),
	CONSTRAINT "events_sequence" CHECK ("events"."sequence" >= 0 and "events"."causation" < "events"."sequence")
);
--> statement-breakpoint
CREATE TABLE "log_floors" (
	"pattern" text COLLATE "C" PRIMARY KEY NOT NULL,
	"position" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "nodes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"seen_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "receipts" (
	"actor" text NOT NULL,
	"operation" text NOT NULL,
	"request_name" text NOT NULL,
	"request_data" json,
	"position" bigint NOT NULL,
	"rejection" text,
	"recorded_at" bigint NOT NULL,
	CONSTRAINT "receipts_actor_operation_pk" PRIMARY KEY("actor","operation")
);
--> statement-breakpoint
CREATE TABLE "shapes" (
	"name" text COLLATE "C" PRIMARY KEY NOT NULL,
	"version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "state_indexes" (
	"kind" text COLLATE "C" NOT NULL,
	"id" text COLLATE "C" NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"value" text COLLATE "C" NOT NULL,
	CONSTRAINT "state_indexes_kind_id_name_value_pk" PRIMARY KEY("kind","id","name","value")
);
--> statement-breakpoint
CREATE TABLE "states" (
	"kind" text COLLATE "C" NOT NULL,
	"id" text COLLATE "C" NOT NULL,
	"stage" text COLLATE "C",
	"version" bigint NOT NULL,
	"schema_version" integer NOT NULL,
	"position" bigint NOT NULL,
	"data" json NOT NULL,
	CONSTRAINT "states_kind_id_pk" PRIMARY KEY("kind","id"),
	CONSTRAINT "states_version" CHECK ("states"."version" >= 1),
	CONSTRAINT "states_position" CHECK ("states"."position" >= 0)
);
--> statement-breakpoint
CREATE TABLE "timers" (
	"key" text COLLATE "C" PRIMARY KEY NOT NULL,
	"due" bigint NOT NULL,
	"wake_at" bigint NOT NULL,
	"event_name" text COLLATE "C" NOT NULL,
	"event_version" integer NOT NULL,
	"event_data" json,
	"update_every" bigint,
	"update_name" text COLLATE "C",
	"update_version" integer,
	"update_data" json,
	"correlation" text NOT NULL,
	"set_at" bigint NOT NULL,
	CONSTRAINT "timers_wake_at" CHECK ("timers"."wake_at" <= "timers"."due"),
	CONSTRAINT "timers_update" CHECK (("timers"."update_every" is null) = ("timers"."update_name" is null))
);
--> statement-breakpoint
CREATE TABLE "topics" (
	"name" text COLLATE "C" PRIMARY KEY NOT NULL,
	"head" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE INDEX "commits_by_time" ON "commits" USING btree ("at");--> statement-breakpoint
CREATE INDEX "connections_by_change" ON "connections" USING btree ("node","change");--> statement-breakpoint
CREATE INDEX "events_by_topic" ON "events" USING btree ("topic","position") WHERE "events"."topic" is not null;--> statement-breakpoint
CREATE INDEX "receipts_accepted_by_time" ON "receipts" USING btree ("recorded_at") WHERE "receipts"."rejection" is null;--> statement-breakpoint
CREATE INDEX "receipts_refused_by_time" ON "receipts" USING btree ("recorded_at") WHERE "receipts"."rejection" is not null;--> statement-breakpoint
CREATE INDEX "state_indexes_by_value" ON "state_indexes" USING btree ("kind","name","value","id");--> statement-breakpoint
CREATE INDEX "states_by_shape" ON "states" USING btree ("kind","schema_version","stage");--> statement-breakpoint
CREATE INDEX "timers_by_wake_at" ON "timers" USING btree ("wake_at","key");