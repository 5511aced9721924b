/** Builds `dist` while the package is packed. In the repository, everything imports the TypeScript source. */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';

const folder = import.meta.dirname;
rmSync(`${folder}/dist`, { recursive: true, force: true });

if (!process.argv.includes('--clean')) {
  // npm ignores publishConfig.exports: its tarball would point to TypeScript, which Node does not run there.
  const agent = process.env['npm_config_user_agent'] ?? 'node';
  if (!agent.startsWith('pnpm/')) {
    console.error(`linearizability: packed by ${agent}, expected pnpm. Run: pnpm pack`);
    process.exit(1);
  }
  const { status } = spawnSync('tsc', ['-p', 'tsconfig.build.json'], {
    cwd: folder,
    stdio: 'inherit',
  });
  process.exit(status ?? 1);
}
