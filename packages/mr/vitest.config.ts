import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // No wall-clock limits: how long a test takes is the machine's business.
    testTimeout: 0,
    hookTimeout: 0,
    // What is expected of the output has no colours; CI, and turbo, would have them.
    env: { NO_COLOR: '1', FORCE_COLOR: '0' },
  },
});
