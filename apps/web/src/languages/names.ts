/*
 * Names for those who have not chosen one, in the reader's language. Short words of one alphabet: any two of them, and the space
 * between, are an alias (twenty characters at most). Nothing that somebody would rather not be called.
 */

/** How somebody is, and as what. The numbers of both divide 256, so that each name is made as often as the others. */
export interface NameWords {
  readonly how: readonly string[];
  readonly who: readonly string[];
  readonly order: 'how first' | 'who first';
}

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

export const englishNames: NameWords = { how: HOW, who: WHO, order: 'how first' };

let spoken = englishNames;

/** From here on, names are made up of these. */
export function callPeople(words: NameWords): void {
  spoken = words;
}

/** A name of two words, `Brave Otter`: the same bytes make the same one. */
export function nameOf([first = 0, second = 0]: Uint8Array, { how, who, order } = spoken): string {
  const words = [how[first % how.length], who[second % who.length]];
  return (order === 'how first' ? words : words.toReversed()).join(' ');
}

/** A name for somebody who has not chosen one, another each time. */
export const makeUpName = (): string => nameOf(crypto.getRandomValues(new Uint8Array(2)));
