import { describe, expect, it } from 'vitest';
import { apps } from 'mr/apps';
import { Folder } from './folder.ts';
import { Job } from './job.ts';

const TEXT = 'The quick brown fox, the lazy dog.\r\nÜber den Fluß\n\n'.repeat(100);

describe('a job', () => {
  for (const name of ['wc', 'indexer', 'nocrash'] as const) {
    it(`of ${name} has the output of the sequential program, and leaves nothing else`, async () => {
      const folder = await Folder.make();
      const files = [
        await folder.write('a.txt', TEXT),
        await folder.write('b.txt', `${TEXT}and a line without an end`),
        await folder.write('empty.txt', ''),
      ];
      const job = new Job(apps[name], folder, files);

      const { end, workers } = await job.run(3);

      expect(end).toEqual({ status: 'done' });
      expect(workers).toEqual(Array.from({ length: 3 }, () => ({ status: 'exit' })));
      expect(await job.outputs()).toEqual(await job.expected());
      const outputs = ['mr-out-0', 'mr-out-1', 'mr-out-2'];
      expect(await folder.names()).toEqual(['a.txt', 'b.txt', 'empty.txt', 'journal', ...outputs]);
    });
  }
});
