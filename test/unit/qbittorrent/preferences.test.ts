import { describe, expect, test } from 'bun:test'
import { type PreferenceFacts, preferences } from '../../../src/qbittorrent/preferences.ts'
import typesOfKeys from '../../fixtures/qbittorrent-preferences-4.6.0.json'

const facts: PreferenceFacts = {
  savePath: '/downloads',
  port: 8070,
  username: 'admin',
  hasPassword: true,
  limits: { download: 1_048_576, upload: 0 },
  alternativeLimits: { download: 10_240, upload: 5120 },
  sessionLimit: 5,
}

/** A type as strictly as Go and .NET tell them apart; a whole number will do for any number. */
const isOfType = (value: unknown, type: string): boolean => {
  if (type === 'integer') return Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31
  return typeof value === type && value !== null && !Array.isArray(value)
}

describe('the preferences', () => {
  const answer: Record<string, unknown> = JSON.parse(JSON.stringify(preferences(facts)))

  test('have the keys of qBittorrent 4.6.0, and no other', () => {
    expect(Object.keys(answer).sort()).toEqual(Object.keys(typesOfKeys).sort())
  })

  // The types of go-qbittorrent's AppPreferences are the same, key by key: it fails on another one.
  test.each(Object.entries(typesOfKeys))('%s is of the type %s', (key, type) => {
    expect(isOfType(answer[key], type)).toBeTrue()
  })

  test('say what is so here', () => {
    expect(answer).toMatchObject({
      save_path: '/downloads',
      web_ui_port: 8070,
      web_ui_username: 'admin',
      bypass_local_auth: false,
      dl_limit: 1_048_576,
      up_limit: 0,
      alt_dl_limit: 10_240,
      alt_up_limit: 5120,
      max_active_downloads: 5,
      max_active_torrents: 5,
    })
  })

  test('let Sonarr and Radarr add magnets, prefer some, and be sure that nothing is removed', () => {
    expect(answer).toMatchObject({
      dht: true,
      queueing_enabled: true,
      max_ratio_enabled: false,
      max_ratio: -1,
      max_seeding_time_enabled: false,
      max_seeding_time: -1,
      max_inactive_seeding_time_enabled: false,
      max_inactive_seeding_time: -1,
      max_ratio_act: 0,
    })
  })
})

test('without a password nobody has to log in', () => {
  expect(preferences({ ...facts, hasPassword: false })).toMatchObject({ bypass_local_auth: true })
})

test('without a limit of sessions, or without knowing it, there is no limit of torrents', () => {
  expect(preferences({ ...facts, sessionLimit: null })).toMatchObject({
    max_active_downloads: -1,
    max_active_torrents: -1,
  })
})
