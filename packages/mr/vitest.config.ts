import { defineConfig } from 'vitest/config';

/** What is expected of the output has no colours; CI, and turbo, would have them. */
export default defineConfig({ test: { env: { NO_COLOR: '1', FORCE_COLOR: '0' } } });
