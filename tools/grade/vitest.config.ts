import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { name: 'grade', setupFiles: ['test/own-folder.ts'] } });
