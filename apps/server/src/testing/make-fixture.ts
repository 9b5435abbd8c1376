/**
 * Makes a file of the product as it is now, to be kept and opened by all later versions:
 * `npm run fixture -- 0001-offer-a-draw`
 */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { playEveryStage } from './every-stage.ts';
import type { Fixture } from './fixtures.ts';
import { gamesOf, openProduct, productModules } from './product.ts';
import { shapesAsJson } from './shapes-as-json.ts';

const START = Date.UTC(2026, 0, 1);

const [name] = process.argv.slice(2);
if (name === undefined) throw new Error('What is the fixture called? For example: 0001-offer-a-draw');
const path = `apps/server/fixtures/${name}`;
if (existsSync(`${path}.sqlite`)) throw new Error(`${path}.sqlite is there already, and is never made anew.`);

const product = await openProduct(`${path}.sqlite`, START);
await playEveryStage(product);
const games = await gamesOf(product);
const beside: Fixture = { madeAt: product.now(), games, shapes: shapesAsJson(productModules) };
writeFileSync(`${path}.json`, `${JSON.stringify(beside, null, 2)}\n`);
await product[Symbol.asyncDispose]();
rmSync(`${path}.sqlite.lock`, { force: true });
