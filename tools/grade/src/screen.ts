/** Where the progress goes: redrawn in place on a terminal, else a plain line now and then. */
export interface Screen {
  /** Shows the newest state. `short` is one line, `long` several. */
  show(state: { readonly long: () => string; readonly short: () => string }): void;
  /** A line that stays. */
  say(line: string): void;
  /** Ends the redrawing; what comes next is printed below. */
  end(): void;
}

/** Time between two drawings, and between two plain lines, ms. */
const REDRAW = 100;
const PLAIN = 5000;

export async function makeScreen(stream: NodeJS.WriteStream): Promise<Screen> {
  return stream.isTTY ? await terminal(stream) : plain(stream);
}

async function terminal(stream: NodeJS.WriteStream): Promise<Screen> {
  // It takes its time to load, and only a terminal needs it.
  const { createLogUpdate } = await import('log-update');
  const update = createLogUpdate(stream);
  let shownAt = -Infinity;
  return {
    show({ long }) {
      if (performance.now() - shownAt < REDRAW) return;
      shownAt = performance.now();
      update(long());
    },
    say: (line) => update.persist(line),
    end() {
      update.clear();
      update.done();
    },
  };
}

/** The first state is shown at once: somebody waits for a sign of life. */
function plain(stream: NodeJS.WriteStream): Screen {
  let shownAt = -Infinity;
  return {
    show({ short }) {
      if (performance.now() - shownAt < PLAIN) return;
      shownAt = performance.now();
      stream.write(`${short()}\n`);
    },
    say: (line) => void stream.write(`${line}\n`),
    end: () => undefined,
  };
}
