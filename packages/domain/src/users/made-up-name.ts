/*
 * Short words of one alphabet: any two of them, and the space between, are an alias (twenty characters at most). Nothing
 * that somebody would rather not be called.
 */

const HOW = [
  'Able Agile Amber Apt Blithe Bold Brave Breezy Bright Brisk Calm Candid Cheery Civil Clear Clever',
  'Cosmic Cosy Crisp Curious Daring Deft Dapper Eager Earnest Fabled Fair Fleet Fond Frank Gentle Glad',
  'Golden Grand Happy Hardy Honest Humble Jaunty Jolly Keen Kind Lively Loyal Lucky Mellow Merry Mighty',
  'Neat Nimble Noble Patient Plucky Polite Proud Quick Quiet Ready Rosy Sly Snug Sunny Swift Witty',
]
  .join(' ')
  .split(' ');

const WHO = [
  'Badger Beaver Bee Bison Bobcat Bunting Camel Condor Coyote Crane Cricket Curlew Dingo Dolphin Dormouse Eagle',
  'Egret Eland Falcon Ferret Finch Fox Gannet Gazelle Gecko Gibbon Gopher Hare Hawk Heron Hoopoe Ibex',
  'Ibis Jackdaw Jaguar Koala Lark Lemur Lynx Magpie Marten Moose Newt Ocelot Oriole Osprey Otter Owl',
  'Panda Pelican Plover Puffin Quail Rabbit Raven Robin Salmon Seal Sparrow Starling Swallow Tapir Tiger Wren',
]
  .join(' ')
  .split(' ');

/** How many random bytes a name takes. */
export const NAME_BYTES = 2;

/**
 * A name for somebody who has not chosen one: `Brave Otter`. The same bytes make the same name, of 4096; where that one
 * is taken, other bytes make another.
 */
export function madeUpName(bytes: Uint8Array): string {
  const word = (of: readonly string[], byte: number | undefined = 0) => of[byte % of.length] ?? '';
  return `${word(HOW, bytes[0])} ${word(WHO, bytes[1])}`;
}
