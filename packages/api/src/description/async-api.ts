import type { ApiDescription, EventDescription, ModuleDescription } from './describe.ts';
import { shareSchemas } from './file.ts';
import { inDraft7, inPlainJsonSchema } from './json-schema.ts';
import { message } from './open-api.ts';

/** What modules tell those who subscribe, as AsyncAPI 3 has it. */
export function asyncApi({ modules }: ApiDescription, basePath: string): object {
  const telling = Object.entries(modules).filter(([, { events }]) => Object.keys(events).length > 0);
  const { root, schemas } = shareSchemas(
    inPlainJsonSchema({
      channels: Object.fromEntries(
        telling.map(([name, module]) => [`${name}.events`, channelOf(name, module, basePath)]),
      ),
      operations: Object.fromEntries(telling.map(([name]) => [`${name}.events`, operationOf(name)])),
    }),
    '#/components/schemas/',
  );
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Tic-tac-toe',
      version: '1.0.0',
      description:
        "Over HTTP, a channel is a stream of server-sent events: the event's id is its position, to go on from as lastEventId. Over a WebSocket (tRPC's protocol), it is a subscription. What can be called is in /openapi.json.",
    },
    defaultContentType: 'application/json',
    ...inDraft7(root),
    components: { schemas: inDraft7(schemas) },
  };
}

/** In place of what the log no longer has: ask anew, and go on from `position`. */
const RESYNC = message('Resync', {
  type: 'object',
  properties: { position: { type: 'integer', minimum: 0 } },
  required: ['position'],
});

function channelOf(name: string, { events, feed }: ModuleDescription, basePath: string): object {
  const fields = Object.keys(feed.by.properties ?? {});
  const example = Object.fromEntries([...fields, 'lastEventId'].map((field) => [field, '…']));
  const by = fields.length > 0 ? `of one ${fields.join(' and ')}` : 'of all';
  const open = feed.access === 'anyone' ? 'Anyone may listen.' : 'Signed-in users may listen.';
  return {
    address: `${basePath}/trpc/${name}.events`,
    description: `The events ${by}. ${open} The query's input is JSON: ${JSON.stringify(example)}; lastEventId may be left away.`,
    messages: {
      ...Object.fromEntries(
        Object.entries(events).map(([type, event]) => [
          type,
          { name: type, summary: heardBy(event), payload: message(type, event.data) },
        ]),
      ),
      Resync: {
        name: 'Resync',
        summary: 'What was missed is no longer known: ask anew, and go on from this position.',
        payload: RESYNC,
      },
    },
  };
}

const heardBy = ({ audience, live }: EventDescription): string =>
  [
    audience === 'everyone'
      ? 'For everyone who listens.'
      : `For those whom it names: ${audience.join(', ')}.`,
    ...(live ? ['Not kept: whoever comes later does not hear it.'] : []),
  ].join(' ');

const operationOf = (name: string): object => ({
  action: 'send',
  channel: { $ref: `#/channels/${name}.events` },
});
