/** All detectors of situations, with the scene that they watch. */
import type { Observer } from 'harness';
import type { LogTree } from '../ledgers/log-tree.ts';
import type { Reigns } from '../ledgers/reigns.ts';
import type { Run } from '../ledgers/run.ts';
import type { Snapshots } from '../ledgers/snapshots.ts';
import type { Reach } from '../situations.ts';
import { CrashDetector } from './crash-detector.ts';
import { ElectionDetector } from './election-detector.ts';
import { Figure8Detector } from './figure-8-detector.ts';
import { LeaderDetector } from './leader-detector.ts';
import { ReplicationDetector } from './replication-detector.ts';
import { type Detector, Scene } from './scene.ts';
import { SnapshotDetector } from './snapshot-detector.ts';

/** The ledgers that the detectors ask, and that see an event before them. */
export interface Asked {
  readonly tree: LogTree;
  readonly reigns: Reigns;
  readonly snapshots: Pick<Snapshots, 'index'>;
}

/** @param reach is told of each situation that the run meets, once or more */
export function watchForSituations(run: Run, asked: Asked, reach: Reach): readonly Observer[] {
  const scene = new Scene(run, asked.tree, asked.reigns);
  const detectors: readonly Detector[] = [
    new ElectionDetector(scene, reach),
    new LeaderDetector(scene, reach),
    new ReplicationDetector(scene, reach),
    new Figure8Detector(scene, reach),
    new CrashDetector(scene, reach),
    new SnapshotDetector(scene, reach, asked.snapshots),
  ];
  scene.watchedBy(detectors);
  return [...detectors, scene];
}
