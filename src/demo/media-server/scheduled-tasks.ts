import type { Scan, ScanState } from './library-scan.ts'

/** The id of the library scan, which was the same on every server that was seen. */
export const SCAN_TASK_ID = '7738148ffcd07979c7ceb148e06b3aed'

type Task = { name: string; key: string; id: string; category: string; description: string }

const scanTask: Task = {
  name: 'Scan Media Library',
  key: 'RefreshLibrary',
  id: SCAN_TASK_ID,
  category: 'Library',
  description: 'Scans your media library for new files and refreshes metadata.',
}

/** Tasks that are never anything but idle, on both sides of the scan by their names. */
const otherTasks: Task[] = [
  {
    name: 'Audio Normalization',
    key: 'AudioNormalization',
    id: 'ec2f221fd8e7706b3d3afd2c4591b4d7',
    category: 'Library',
    description: 'Scans files for audio normalization data.',
  },
  {
    name: 'Clean Cache Directory',
    key: 'DeleteCacheFiles',
    id: '241d4fcb19a1d557ee62428e411da609',
    category: 'Maintenance',
    description: 'Deletes cache files no longer needed by the system.',
  },
  {
    name: 'Clean Transcode Directory',
    key: 'DeleteTranscodeFiles',
    id: '7d8088c10902f1bf4072ded42437bcfb',
    category: 'Maintenance',
    description: 'Deletes transcode files more than one day old.',
  },
  {
    name: 'Update Plugins',
    key: 'PluginUpdates',
    id: '2841a3bba66fa00c5361c06d78f53fe9',
    category: 'Application',
    description: 'Downloads and installs updates for plugins that update automatically.',
  },
]

/**
 * The answer of `GET /ScheduledTasks`, sorted by name.
 *
 * @param scanName How the server's language calls the scan; only its key is always the same.
 */
export const scheduledTasks = (scan: ScanState, scanName = scanTask.name) => {
  const named = { ...scanTask, name: scanName }
  const tasks = [...otherTasks.map((task) => taskItem(task)), taskItem(named, scan)]
  return tasks.sort((a, b) => a.Name.localeCompare(b.Name))
}

const taskItem = ({ name, key, id, category, description }: Task, scan?: ScanState) => ({
  Name: name,
  State: scan?.state ?? 'Idle',
  ...(scan && scan.percent !== null ? { CurrentProgressPercentage: scan.percent } : {}),
  Id: id,
  ...(scan?.last
    ? { LastExecutionResult: { ...result(scan.last), Name: name, Key: key, Id: id } }
    : {}),
  Triggers: [{ Type: 'IntervalTrigger', IntervalTicks: 864_000_000_000 }],
  Description: description,
  Category: category,
  IsHidden: false,
  Key: key,
})

const result = ({ startedAt, endedAt, status }: Scan) => ({
  StartTimeUtc: ticks(startedAt),
  EndTimeUtc: ticks(endedAt ?? startedAt),
  Status: status,
})

/** Times have seven digits of a second; those past the milliseconds are made up. */
const ticks = (ms: number): string => new Date(ms).toISOString().replace('Z', '1737Z')
