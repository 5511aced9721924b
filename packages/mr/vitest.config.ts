import { defineConfig } from 'vitest/config';

/** No wall-clock limits: how long a test takes is the machine's business. */
export default defineConfig({ test: { testTimeout: 0, hookTimeout: 0 } });
