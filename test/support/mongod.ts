import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { MongoMemoryServer } from 'mongodb-memory-server-core'
import { eventually } from './eventually.ts'
import { findMongod } from './find-mongod.ts'

export { type FoundMongod, findMongod } from './find-mongod.ts'

/** The name of the replica set that a started server forms alone. */
export const replicaSetName = 'rs0'

/** Small and quick: a test stores a few documents. */
const ARGS = [
  ['--wiredTigerCacheSizeGB', '0.25'],
  ['--setParameter', 'diagnosticDataCollectionEnabled=false'],
  // A primary that is asked to end would wait 15 s for others to follow it.
  ['--setParameter', 'shutdownTimeoutMillisForSignaledShutdown=0'],
  ['--nounixsocket'],
].flat()

export type MongodOptions = {
  /** A single-node replica set, initiated and with itself as primary; else a standalone. */
  replicaSet: boolean
  /** A free one unless told otherwise. */
  port?: number
  /** A folder to keep; without it one is made, and removed by `stop`. */
  dbPath?: string
  /** More of its own arguments. */
  args?: readonly string[]
}

/** A real server on 127.0.0.1. Every verb resolves when what it does is done. */
export type RunningMongod = {
  /** For a direct connection; with `?replicaSet=rs0` behind it for one by the set's name. */
  readonly uri: string
  readonly port: number
  readonly pid: number
  /** Ends it as a power cut would. */
  kill(): Promise<void>
  /** Takes its processor away: connections stay open and are not answered. */
  freeze(): Promise<void>
  thaw(): void
  /** Starts it again, on the same port and data, after an orderly end if it still runs. */
  restart(): Promise<void>
  /** As `restart`, as the other kind of server. A set may be left to wait for being initiated. */
  restartAs(kind: { replicaSet: boolean; isInitiated?: boolean }): Promise<void>
  /** Initiates the set that waits for it, and resolves once it is its primary. */
  initiate(): Promise<void>
  stop(): Promise<void>
}

/**
 * Starts a real `mongod`, which ends soon after this process at the latest.
 *
 * @throws When none can be had, saying where it was looked for.
 */
export const startMongod = async (options: MongodOptions): Promise<RunningMongod> => {
  await chooseMongod()
  const dbPath = options.dbPath ?? (await mkdtemp(join(tmpdir(), 'torrent-notifier-mongod-')))
  const args = [...ARGS, ...(options.args ?? [])]
  let isReplicaSet = options.replicaSet
  let server = await launch({
    isReplicaSet,
    isInitiated: true,
    dbPath,
    port: options.port,
    args,
  })
  const port = portOf(server)

  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    const child = childOf(server)
    if (child !== null) {
      const exited = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGCONT')
      child.kill(signal)
      await exited
    }
    // What is left of it: the watching process beside it, and what the library knows of it.
    await server.stop({ doCleanup: false })
  }
  const restartAs: RunningMongod['restartAs'] = async ({ replicaSet, isInitiated = true }) => {
    await end('SIGTERM')
    isReplicaSet = replicaSet
    server = await launch({ isReplicaSet, isInitiated, dbPath, port, args })
  }
  const freeze = async () => {
    const child = childOf(server)
    child?.kill('SIGSTOP')
    // Each thread stops when the kernel comes to it, and one that still runs can answer.
    await eventually(async () => (await threadStates(child?.pid)).every((state) => state === 'T'))
  }

  return {
    uri: `mongodb://127.0.0.1:${port}/`,
    port,
    get pid() {
      const pid = childOf(server)?.pid
      if (pid === undefined) throw new Error('this mongod does not run')
      return pid
    },
    kill: () => end('SIGKILL'),
    freeze,
    thaw: () => void childOf(server)?.kill('SIGCONT'),
    restart: () => restartAs({ replicaSet: isReplicaSet }),
    restartAs,
    initiate: () => becomePrimary(port),
    async stop() {
      await end(options.dbPath === undefined ? 'SIGKILL' : 'SIGTERM')
      if (options.dbPath === undefined) await rm(dbPath, { recursive: true, force: true })
    },
  }
}

/** What the kernel says of each thread (proc(5)): `T` is stopped. Nothing where it says nothing. */
const threadStates = async (pid: number | undefined): Promise<string[]> => {
  const tasks = await readdir(`/proc/${pid}/task`).catch(() => [])
  const stats = await Promise.all(
    tasks.map((task) => readFile(`/proc/${pid}/task/${task}/stat`, 'utf8').catch(() => ') T'))
  )
  return stats.map((stat) => stat.slice(stat.lastIndexOf(')') + 2).charAt(0))
}

/** Told by variables, because the library prefers them to its options. */
const chooseMongod = async () => {
  const found = await findMongod()
  if (found.path === null) throw new Error(`no mongod: ${found.tried.join('; ')}`)
  process.env['MONGOMS_SYSTEM_BINARY'] = found.path
  process.env['MONGOMS_SYSTEM_BINARY_VERSION_CHECK'] = 'false'
}

type Launch = {
  isReplicaSet: boolean
  isInitiated: boolean
  dbPath: string
  port: number | undefined
  args: string[]
}

const launch = async ({
  isReplicaSet,
  isInitiated,
  dbPath,
  port,
  args,
}: Launch): Promise<MongoMemoryServer> => {
  const server = new MongoMemoryServer({
    instance: {
      dbPath,
      args,
      launchTimeout: 30_000,
      ...(port === undefined ? {} : { port }),
      ...(isReplicaSet ? { replSet: replicaSetName } : {}),
    },
  })
  await server.start(port !== undefined)
  if (isReplicaSet && isInitiated) await becomePrimary(portOf(server))
  return server
}

const becomePrimary = async (port: number) => {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`)
  const admin = client.db('admin')
  const members = [{ _id: 0, host: `127.0.0.1:${port}` }]
  const config = { _id: replicaSetName, members, settings: { electionTimeoutMillis: 1000 } }
  try {
    await admin.command({ replSetInitiate: config }).catch((error) => {
      // A folder that has been a replica set before elects itself.
      if (error.codeName !== 'AlreadyInitialized') throw error
    })
    await eventually(async () => (await admin.command({ hello: 1 }))['isWritablePrimary'] === true)
  } finally {
    await client.close()
  }
}

const portOf = (server: MongoMemoryServer): number => {
  const port = server.instanceInfo?.port
  if (port === undefined) throw new Error('this mongod does not run')
  return port
}

const childOf = (server: MongoMemoryServer) => {
  const child = server.instanceInfo?.instance.mongodProcess
  return child === undefined || child.exitCode !== null || child.signalCode !== null ? null : child
}

if (import.meta.main) {
  const found = await findMongod()
  if (found.path === null) {
    process.stderr.write(`no mongod:\n${found.tried.map((line) => `- ${line}\n`).join('')}`)
    process.exitCode = 1
  } else {
    process.stdout.write(`${found.path}\n`)
  }
}
