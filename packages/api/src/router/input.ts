import { z } from 'zod';
import { MAX_SUBSCRIPTION_BYTES } from '../limits.ts';

const OperationId = z.uuid({ error: 'An operation id is a UUID.' }).optional();
const Operation = z.looseObject({ operationId: OperationId });

const POSITION = /^(0|[1-9]\d{0,15})$/;
const isPosition = (value: string | number): boolean =>
  POSITION.test(String(value)) && Number.isSafeInteger(Number(value));

/** A place in the log. Clients hand back what they were told, which the wire makes a string. */
const Position = z
  .union([z.number(), z.string()])
  .refine(isPosition, { error: 'A position is a whole number, 0 or more.' })
  .transform(Number)
  .optional();
const isSmall = (input: unknown): boolean =>
  new TextEncoder().encode(JSON.stringify(input)).length <= MAX_SUBSCRIPTION_BYTES;
const Resume = z
  .looseObject({ lastEventId: Position })
  .refine(isSmall, { error: `A subscription says what it follows in ${MAX_SUBSCRIPTION_BYTES} bytes.` });

/** An input that was left away is an empty one. */
const given = (input: unknown): unknown => input ?? {};

export const queryInput = (data: z.ZodType) => (input: unknown) => data.parse(given(input));

/** Parts a mutation's input: the payload, and the id of the operation. */
export const mutationInput =
  <Data>(data: z.ZodType<Data>) =>
  (input: unknown) => {
    const { operationId, ...payload } = Operation.parse(given(input));
    return { operationId, data: data.parse(payload) };
  };

/** Parts a subscription's input: what it follows, and where it goes on from. */
export const subscriptionInput = (feed: z.ZodType) => (input: unknown) => {
  const { lastEventId, ...fields } = Resume.parse(given(input));
  return { lastEventId, feed: feed.parse(fields) };
};
