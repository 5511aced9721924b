/**
 * Ends processes when we can't: a process that is killed by -9 takes nobody with it, and a child that is
 * stopped, or caught in an endless loop, does not notice that its parent is gone. The guard does. It is a
 * shell of its own group, which no Ctrl-C reaches; when its input ends, it kills what still runs.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';

/** Lines in: `+ 123` for a process that began, `- 123` for one that ended, `.` when all is well. */
const SCRIPT = `
running=' '
while read -r sign pid; do
  case $sign in
    +) running="$running$pid " ;;
    -) running="\${running%% $pid *} \${running#* $pid }" ;;
    .) exit ;;
  esac
done
for pid in $running; do kill -9 "$pid"; done
test -z "$1" || rm -rf "$1"
`;

export class Guard {
  readonly #folder: string;
  #shell: ChildProcessByStdio<Writable, null, null> | undefined;

  /** @param folder absolute path of one that goes with the processes; empty for none */
  constructor(folder = '') {
    this.#folder = folder;
  }

  /** Kills the process unless it has ended before us. */
  watch(pid: number, ended: Promise<unknown>): void {
    const { stdin } = (this.#shell ??= startShell(this.#folder));
    stdin.write(`+ ${pid}\n`);
    void ended.then(() => stdin.write(`- ${pid}\n`));
  }

  /** Nothing is left to guard. */
  close(): void {
    this.#shell?.stdin.end('.\n');
  }
}

function startShell(folder: string): ChildProcessByStdio<Writable, null, null> {
  const shell = spawn('/bin/sh', ['-c', SCRIPT, 'guard', folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Its end is ours; it shall not keep us from ending.
  shell.stdin.on('error', () => undefined);
  shell.unref();
  (shell.stdin as Writable & { unref?(): void }).unref?.();
  return shell;
}
