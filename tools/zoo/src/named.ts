/** By its id, or the end of it: 'raft/2B/Backup', '2B/Backup', 'Backup'. */
export function isNamed(id: string, name: string): boolean {
  return id === name || id.endsWith(`/${name}`);
}
