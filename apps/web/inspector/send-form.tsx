import { useState } from 'react';
import { Button } from '#page/ui/button.tsx';
import { Sheet } from '#page/ui/sheet.tsx';
import { type About, type Schema, send, type Sent } from './api.ts';
import { Choice, TextField } from './field.tsx';
import { SYSTEM } from './use-recorded.ts';

interface Props {
  readonly about: About;
  readonly players: readonly string[];
  readonly nameOf: (id: string) => string;
  readonly gameId: string | null;
}

/** Sends any command or query of a contract, as anybody. */
export function SendForm({ about, players, nameOf, gameId }: Props) {
  const [name, setName] = useState('');
  const [actor, setActor] = useState('');
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [said, setSaid] = useState('');
  const schemas = schemasOf(about);
  const { properties = {}, required = [] } = schemas.get(name) ?? {};
  const valueOf = (field: string) => typed[field] ?? (field === 'gameId' ? (gameId ?? '') : '');
  const submit = async (event: { preventDefault(): void }) => {
    event.preventDefault();
    const fields = Object.entries(properties).filter(([field]) => valueOf(field) !== '');
    const data = Object.fromEntries(fields.map(([field, schema]) => [field, parsed(valueOf(field), schema)]));
    setSaid(await send(name, data, actor || SYSTEM).then(inWords, String));
  };
  return (
    <Sheet title="Send">
      <form className="grid gap-3 px-5 pb-5" onSubmit={(event) => void submit(event)}>
        <Choice
          label="As"
          value={actor}
          none="the system"
          options={players.filter((id) => id !== SYSTEM).map((id) => [id, nameOf(id)])}
          onChoose={setActor}
        />
        <Choice
          label="Message"
          value={name}
          none="choose one"
          options={[...schemas.keys()].map((each) => [each, each])}
          onChoose={(next) => {
            setName(next);
            setTyped({});
            setSaid('');
          }}
        />
        {Object.entries(properties).map(([field, schema]) => {
          const label = required.includes(field) ? field : `${field}, if any`;
          const type = (value: string) => setTyped({ ...typed, [field]: value });
          return schema.enum ? (
            <Choice
              key={field}
              label={label}
              value={valueOf(field)}
              none=""
              options={schema.enum.map((each) => [String(each), String(each)])}
              onChoose={type}
            />
          ) : (
            <TextField
              key={field}
              label={label}
              value={valueOf(field)}
              type={isNumber(schema) ? 'number' : 'text'}
              placeholder={isText(schema) ? (schema.format ?? 'text') : isNumber(schema) ? 'number' : 'JSON'}
              onType={type}
            />
          );
        })}
        {name !== '' && (
          <Button type="submit" look="primary">
            Send it
          </Button>
        )}
        <p role="status" className="min-h-5 text-sm break-words whitespace-pre-wrap">
          {said}
        </p>
      </form>
    </Sheet>
  );
}

const schemasOf = ({ modules }: About): ReadonlyMap<string, Schema> =>
  new Map(
    Object.entries(modules).flatMap(([module, { commands, queries }]) =>
      [...Object.entries(commands), ...Object.entries(queries)].map(
        ([type, { input }]) => [`${module}.${type}`, input] as const,
      ),
    ),
  );

const isText = ({ type }: Schema) => type === 'string';
const isNumber = ({ type }: Schema) => type === 'number' || type === 'integer';

/** Text is taken as it is, all else as JSON; what is neither goes as it is, so that the server says what is wrong with it. */
function parsed(text: string, schema: Schema): unknown {
  if (isText(schema) || schema.enum?.includes(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function inWords(sent: Sent): string {
  if ('problem' in sent) return sent.problem;
  if (!sent.ok) return `Refused: ${sent.rejection.reason}`;
  return 'receipt' in sent
    ? `Done, at position ${sent.receipt.position}.`
    : JSON.stringify(sent.answer, null, 1);
}
