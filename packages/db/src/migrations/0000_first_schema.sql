-- Edited by hand: drizzle-kit cannot say STRICT (a wrong type is refused) or WITHOUT ROWID (the key is the table).
CREATE TABLE `events` (
	`position` integer PRIMARY KEY NOT NULL,
	`type` text NOT NULL,
	`data` text NOT NULL,
	`topic` text,
	`audience` text,
	`operation` text NOT NULL,
	`correlation` text NOT NULL,
	`sequence` integer NOT NULL,
	`causation` integer,
	`actor` text NOT NULL,
	`recorded_at` integer NOT NULL,
	CONSTRAINT "events_position" CHECK("events"."position" >= 1),
	CONSTRAINT "events_sequence" CHECK("events"."sequence" >= 0 and "events"."causation" < "events"."sequence"),
	CONSTRAINT "events_data" CHECK(json_valid("events"."data")),
	CONSTRAINT "events_audience" CHECK(json_valid("events"."audience"))
) STRICT;
--> statement-breakpoint
CREATE INDEX `events_by_topic` ON `events` (`topic`) WHERE "events"."topic" is not null;--> statement-breakpoint
CREATE TABLE `log_floors` (
	`pattern` text PRIMARY KEY NOT NULL,
	`position` integer NOT NULL,
	CONSTRAINT "log_floors_position" CHECK("log_floors"."position" >= 0)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `receipts` (
	`actor` text NOT NULL,
	`operation` text NOT NULL,
	`request` text NOT NULL,
	`position` integer NOT NULL,
	`rejection` text,
	`recorded_at` integer NOT NULL,
	PRIMARY KEY(`actor`, `operation`),
	CONSTRAINT "receipts_position" CHECK("receipts"."position" >= 0)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `receipts_by_time` ON `receipts` (`recorded_at`);--> statement-breakpoint
CREATE TABLE `state_indexes` (
	`kind` text NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`value` text NOT NULL,
	PRIMARY KEY(`kind`, `id`, `name`, `value`),
	FOREIGN KEY (`kind`,`id`) REFERENCES `states`(`kind`,`id`) ON UPDATE no action ON DELETE cascade
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `state_indexes_by_value` ON `state_indexes` (`kind`,`name`,`value`,`id`);--> statement-breakpoint
CREATE TABLE `states` (
	`kind` text NOT NULL,
	`id` text NOT NULL,
	`stage` text,
	`version` integer NOT NULL,
	`position` integer NOT NULL,
	`data` text NOT NULL,
	PRIMARY KEY(`kind`, `id`),
	CONSTRAINT "states_version" CHECK("states"."version" >= 1),
	CONSTRAINT "states_position" CHECK("states"."position" >= 0),
	CONSTRAINT "states_data" CHECK(json_valid("states"."data"))
) STRICT;
--> statement-breakpoint
CREATE TABLE `timers` (
	`key` text PRIMARY KEY NOT NULL,
	`due` integer NOT NULL,
	`wake_at` integer NOT NULL,
	`event_type` text NOT NULL,
	`event_data` text NOT NULL,
	`update_every` integer,
	`update_type` text,
	`update_data` text,
	`correlation` text NOT NULL,
	CONSTRAINT "timers_wake_at" CHECK("timers"."wake_at" <= "timers"."due"),
	CONSTRAINT "timers_data" CHECK(json_valid("timers"."event_data") and json_valid("timers"."update_data")),
	CONSTRAINT "timers_update" CHECK(("timers"."update_every" is null) = ("timers"."update_type" is null) and ("timers"."update_every" is null) = ("timers"."update_data" is null))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `timers_by_wake_at` ON `timers` (`wake_at`);