import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { NODE_MAJOR, wrongNode } from '../src/node-version.ts';

it('is the version that the root pins', () => {
  const root = new URL('../../../package.json', import.meta.url);
  const { devDependencies } = JSON.parse(readFileSync(root, 'utf8'));
  expect(devDependencies.node).toMatch(new RegExp(`^${NODE_MAJOR}\\.`));
});

it('has no complaint about this process', () => {
  expect(wrongNode()).toBeUndefined();
});

it.each(['20.20.2', '22.18.0', '24.21.0', '25.0.0', '27.1.0', '2.6.0', '260.0.0'])(
  'says of Node %s in one line which one is needed',
  (version) => {
    const complaint = wrongNode(version);
    expect(complaint).toContain(`This is Node ${version}, but the simulator needs Node 26`);
    expect(complaint).not.toContain('\n');
  },
);
