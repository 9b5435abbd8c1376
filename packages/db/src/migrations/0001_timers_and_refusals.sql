DROP INDEX `receipts_by_time`;--> statement-breakpoint
CREATE INDEX `receipts_accepted_by_time` ON `receipts` (`recorded_at`) WHERE "receipts"."rejection" is null;--> statement-breakpoint
CREATE INDEX `receipts_refused_by_time` ON `receipts` (`recorded_at`) WHERE "receipts"."rejection" is not null;--> statement-breakpoint
ALTER TABLE `timers` ADD `set_at` integer DEFAULT 0 NOT NULL;