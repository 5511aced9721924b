/** `node test/data/make.ts` writes the longer histories. The verdict is that of the slow search. */
import { writeFileSync } from 'node:fs';
import { generate } from '../../generate/index.ts';
import { store } from '../specs.ts';
import { wingGong } from '../wing-gong.ts';
import { recipes } from './recipes.ts';
import { toLines } from './lines.ts';

for (const [name, recipe] of Object.entries(recipes)) {
  const history = generate(recipe);
  const verdict = wingGong(store, history) ? 'ok' : 'illegal';
  writeFileSync(`${import.meta.dirname}/${name}-${verdict}.jsonl`, toLines(history));
}
