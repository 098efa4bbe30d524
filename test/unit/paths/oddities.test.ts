import { describe, expect, test } from 'bun:test'
import { folderOddities, mappingOddities, programFindings } from '../../../src/paths/oddities.ts'
import { readStored } from '../../../src/settings/stored.ts'

const { qbt } = readStored(null).settings

describe('a mapping', () => {
  test.each([
    ['of the folder', '/data/'],
    ['of a folder above', '/'],
    ['of a folder below', '/data/films'],
  ])('%s is in use', (_, from) => {
    expect(mappingOddities('/data', [{ from, to: '/media' }])).toEqual([])
  })

  test('that has nothing to do with the folder is odd', () => {
    expect(mappingOddities('/data', [{ from: '/database', to: '/media' }])).toEqual([
      {
        code: 'mapping_unused',
        level: 'odd',
        message: 'The mapping of /database to /media does nothing: T◎RRX’s folder is /data.',
        hint: 'Write /data in its place, or take it away.',
      },
    ])
    const two = ['/downloads', '/Data'].map((from) => ({ from, to: '/media' }))
    expect(mappingOddities('/data', two)[0]?.message).toBe(
      'The mappings of /downloads to /media and /Data to /media do nothing: T◎RRX’s folder is /data.'
    )
  })
})

test('a folder that the engine has not told of is odd', () => {
  expect(folderOddities({ path: '/data', isKnown: true })).toEqual([])
  expect(folderOddities({ path: '/data', isKnown: false })).toMatchObject([
    {
      code: 'folder_unknown',
      level: 'odd',
      message: 'The T◎RRX engine has not answered yet: its folder is taken to be /data.',
    },
  ])
})

describe('of what programs are told', () => {
  test('it is said where they look, and that only one of two mappings is to be made', () => {
    const pathMap = [{ from: '/data', to: '/downloads' }]
    expect(programFindings('/data', { ...qbt, pathMap })).toEqual([
      {
        code: 'remote_mappings',
        level: 'note',
        message: 'Sonarr and Radarr look for finished files in /downloads.',
        hint: 'Where they see that folder under another name, say so here or in their Remote Path Mappings, not in both.',
      },
    ])
  })

  test('a mapping of another folder is told first', () => {
    const pathMap = [{ from: '/torrents', to: '/downloads' }]
    const found = programFindings('/data', { ...qbt, pathMap })
    expect(found.map(({ code }) => code)).toEqual(['mapping_unused', 'remote_mappings'])
  })

  test('nothing else is said while they are told nothing', () => {
    const found = programFindings('/data', { ...qbt, enabled: false })
    expect(found.map(({ code }) => code)).toEqual(['programs_off'])
  })
})
