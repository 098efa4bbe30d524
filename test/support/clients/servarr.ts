import { createPlayer, type Player, type Replayed } from '../replay.ts'
import type { Step } from './client.ts'
import { assertAllServed } from './servarr-needs.ts'
import { type ServerKind, type Stage, servers } from './stage.ts'

/** Sonarr, Radarr or one of their kin at work: what it is asked to do, played from a recording. */
export type Servarr = {
  /** The category that it keeps its torrents in. */
  category: string
  player(stage: Stage): Player
  /** Plays a step and checks that the program was served. @returns Its exchanges. */
  play(step: string, stage: Stage): Promise<Replayed[]>
}

export type ServarrOptions = {
  /** Whose recording is played; for a step that it does not have it is Sonarr's, under its name. */
  recording: 'sonarr' | 'radarr'
  server: ServerKind
  /** `false` for one that sends no `Authorization: Basic`. */
  sendsBasic?: boolean
  /** Another program that sends the same, by its User-Agent, and its category. */
  as?: { agent: string; category: string }
}

/** What each recording calls its program, and the category of it. */
const recorded = {
  sonarr: { agent: 'Sonarr/10.0.0.27602', category: 'tv-sonarr' },
  radarr: { agent: 'Radarr/10.0.0.27624', category: 'radarr' },
}

/** Makes it; nobody is called before a step is played. */
export const createServarr = ({
  recording,
  server,
  sendsBasic = true,
  as = recorded[recording],
}: ServarrOptions): Servarr => {
  let players: { own: Player; other: Player } | null = null
  const meet = (stage: Stage) => {
    const make = (played: 'sonarr' | 'radarr') =>
      createPlayer({
        recording: played,
        stage,
        sendsBasic,
        words: {
          [recorded[played].agent]: as.agent,
          [recorded[played].category]: as.category,
        },
      })
    players ??= { own: make(recording), other: make('sonarr') }
    return players
  }
  return {
    category: as.category,
    player: (stage) => meet(stage).own,
    async play(step, stage) {
      const { own, other } = meet(stage)
      const replayed = await (own.has(step) ? own : other).play(step)
      assertAllServed(replayed, servers[server])
      return replayed
    },
  }
}

/** A step that is played, and checked no further than for what the program needs. */
export const played = (servarr: Servarr, step: string): Step => [
  step,
  async (stage) => void (await servarr.play(step, stage)),
]
