import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    setupFiles: ['test/own-folder.ts'],
    // What is expected of the output has no colours; CI, and turbo, would have them.
    env: { NO_COLOR: '1', FORCE_COLOR: '0' },
  },
});
