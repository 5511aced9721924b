/**
 * What a server has on its disk: etcd's HardState (term, vote and commit index), the entries, and
 * where its snapshot ends. The commit index need not be there, but with it a server that comes back
 * applies what it knew to be committed without waiting for a leader.
 */
import type { Address, LogEntry, Persister } from 'raft';
import type { Vote } from './core.ts';
import type { LogState } from './log.ts';

interface PersistentState extends LogState {
  readonly currentTerm: number;
  readonly votedFor: Address | null;
}

const FIRST_BOOT: PersistentState = {
  currentTerm: 0,
  votedFor: null,
  committed: 0,
  lastIncludedIndex: 0,
  lastIncludedTerm: 0,
  entries: [],
};

export class Storage {
  private readonly persister: Persister;
  private saved: PersistentState;

  constructor(persister: Persister) {
    this.persister = persister;
    const { state } = persister.read();
    this.saved = state === undefined ? FIRST_BOOT : parse(state);
  }

  vote(): Vote {
    return { term: this.saved.currentTerm, vote: this.saved.votedFor };
  }

  log(): LogState {
    return this.saved;
  }

  snapshotData(): Uint8Array | undefined {
    return this.persister.read().snapshot;
  }

  /** Whether the hard state differs from what is on disk. Entries are the log's own affair. */
  isStale({ term, vote }: Vote, { committed }: LogState): boolean {
    const { saved } = this;
    return term !== saved.currentTerm || vote !== saved.votedFor || committed !== saved.committed;
  }

  save({ term, vote }: Vote, log: LogState, snapshot?: Uint8Array): void {
    this.saved = { currentTerm: term, votedFor: vote, ...log };
    if (snapshot === undefined) this.persister.save(this.saved);
    else this.persister.save(this.saved, snapshot);
  }
}

/** The disk holds nothing but what `save` wrote there; still, its type is to be shown. */
function parse(state: unknown): PersistentState {
  if (!isPersistentState(state)) throw new Error('the saved state is none of this server');
  return state;
}

function isPersistentState(state: unknown): state is PersistentState {
  if (typeof state !== 'object' || state === null) return false;
  const fields = new Map<string, unknown>(Object.entries(state));
  const entries = fields.get('entries');
  const vote = fields.get('votedFor');
  return (
    ['currentTerm', 'committed', 'lastIncludedIndex', 'lastIncludedTerm'].every(
      (name) => typeof fields.get(name) === 'number',
    ) &&
    (vote === null || typeof vote === 'string') &&
    Array.isArray(entries) &&
    entries.every(isLogEntry)
  );
}

function isLogEntry(entry: unknown): entry is LogEntry {
  return (
    typeof entry === 'object' &&
    entry !== null &&
    'command' in entry &&
    'term' in entry &&
    typeof entry.term === 'number'
  );
}
