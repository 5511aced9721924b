/** The words of the corpus, the most frequent first. */
import type { Random } from './random.ts';

/** English's own at the top: there the eye would miss them. */
const FREQUENT = `the and to of I a was in it that he you his with had for is as my me him on but at her not
be have she said all they so out up by this one would from which we there or no when them were what do could
are if your will into been down about then an see little time man who very some their now any more can got
upon went over come like know go did away came again back before other good`;

/** Beginnings, middles and ends of the words that nobody knows; what is frequent stands twice. */
const ONSETS = `b c d f g h l m n p r s t w b c d f g h l m n p r s t w br ch cl cr dr fl gr pl pr sh sp st th tr v`;
const VOWELS = `a e i o u a e i o a e i o ai ea ee ou`;
const CODAS = `d ck l ll m n nd ng nt p r rd rn s sh ss st t th`;
const ENDINGS = `ed er es ing ly ness`;

const [onsets, vowels, codas, endings] = [ONSETS, VOWELS, CODAS, ENDINGS].map(split) as [
  Texts,
  Texts,
  Texts,
  Texts,
];

type Texts = readonly [string, ...string[]];

function split(text: string): Texts {
  return text.split(/\s+/) as [string, ...string[]];
}

/** @returns as many different words as are asked for; a frequent word is mostly a short one */
export function vocabulary(size: number, random: Random): string[] {
  const words = new Set<string>(split(FREQUENT));
  while (words.size < size) words.add(invent(words.size, random));
  return [...words].slice(0, size);
}

/** Ranks up to which a word has one syllable, and from which it may have three. */
const SHORT = 400;
const LONG = 4000;

function invent(rank: number, random: Random): string {
  const syllables = rank < SHORT ? 1 : random.within(1, rank < LONG ? 3 : 4);
  let word = '';
  for (let i = 0; i < syllables; i++) word += random.pick(onsets) + random.pick(vowels);
  if (random.chance(0.7)) word += random.pick(codas);
  return random.chance(0.2) && rank > SHORT ? word + random.pick(endings) : word;
}
