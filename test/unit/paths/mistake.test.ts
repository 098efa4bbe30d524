import { describe, expect, test } from 'bun:test'
import type { PathMapping } from '../../../src/paths/map-path.ts'
import { nameMistake } from '../../../src/paths/mistake.ts'
import type { ServerPaths } from '../../../src/paths/mistake-facts.ts'
import type { Proposal } from '../../../src/paths/proposal.ts'

const films = (...paths: string[]) => [{ name: 'Films', paths }]
const mapped = (from: string, to: string): PathMapping[] => [{ from, to }]
const proposed = (from: string, to: string, basis: Proposal['basis'] = 'same-names'): Proposal => ({
  from,
  to,
  basis,
  pathMap: [],
})

const home = (changes: Partial<ServerPaths>): ServerPaths => ({
  server: 'jellyfin',
  folder: '/data',
  pathMap: [],
  libraries: films('/media/films'),
  after: 'download',
  sees: false,
  proposal: null,
  ...changes,
})

const MOUNT = 'Mount T◎RRX’s volume into Jellyfin and add it to a library.'

describe('the mistake of a home', () => {
  const cases: [
    name: string,
    given: Partial<ServerPaths>,
    code: string,
    message: string,
    hint: string,
  ][] = [
    [
      'that has no library',
      { libraries: [] },
      'no_libraries',
      'Jellyfin has no library yet.',
      MOUNT,
    ],
    [
      'whose library has no folder',
      { libraries: films() },
      'no_libraries',
      'Jellyfin has no library yet.',
      MOUNT,
    ],
    [
      'that has not mounted the volume',
      {},
      'not_mounted',
      'Jellyfin has no library that contains /data, and sees no such folder.',
      MOUNT,
    ],
    [
      'that has not mounted it, or under any name',
      { proposal: proposed('/data', '/media', 'guess') },
      'not_mounted',
      'Jellyfin has no library that contains /data, and sees no such folder.',
      `If /data here is /media there, map it so. Otherwise mount T◎RRX’s volume into Jellyfin and add it to a library.`,
    ],
    [
      'that has mounted it under another name',
      { libraries: films('/mnt/data'), proposal: proposed('/data', '/mnt/data') },
      'other_name',
      'Jellyfin has no library that contains /data.',
      'Map /data to /mnt/data: Jellyfin seems to call it so.',
    ],
    [
      'whose settings know the other name',
      { proposal: proposed('/data', '/media', 'other-mapping') },
      'other_name',
      'Jellyfin has no library that contains /data.',
      'Map /data to /media: the settings call it so already.',
    ],
    [
      'that has it in another case',
      { libraries: films('/Data'), proposal: proposed('/data', '/Data') },
      'case_differs',
      'Jellyfin has no library that contains /data in just these letters: capitals count.',
      'Map /data to /Data: Jellyfin seems to call it so.',
    ],
    [
      'that has mounted it, but in no library',
      { sees: true },
      'in_no_library',
      'Jellyfin sees /data, but has no library that contains it.',
      'Add /data to a library in Jellyfin.',
    ],
    [
      'that has a folder of that name, and one that looks like it',
      { sees: true, proposal: proposed('/data', '/mnt/data') },
      'in_no_library',
      'Jellyfin sees /data, but has no library that contains it.',
      'Add /data to a library in Jellyfin. Or: Map /data to /mnt/data: Jellyfin seems to call it so.',
    ],
    [
      'whose server does not tell what it sees',
      { server: 'emby', sees: null },
      'in_no_library',
      'Emby has no library that contains /data.',
      'Mount T◎RRX’s volume into Emby and add it to a library.',
    ],
    [
      'whose library is a folder of it',
      { libraries: films('/data/films/', '/x'), sees: true },
      'part_only',
      'Jellyfin has only a part of /data in its libraries: Films is at /data/films/.',
      'What lies beside that is not found: add /data itself to a library in Jellyfin.',
    ],
    [
      'whose mapping is of a folder of it',
      { pathMap: mapped('/data/films', '/media/films') },
      'part_only',
      'Jellyfin has only a part of /data in its libraries: Films is at /media/films.',
      'What lies beside that is not found: add /data itself to a library in Jellyfin.',
    ],
    [
      'whose mapping leads nowhere',
      { pathMap: mapped('/data', '/wrong') },
      'mapping_leads_nowhere',
      'The mapping of /data leads nowhere: Jellyfin sees no folder /wrong.',
      'Write what Jellyfin calls T◎RRX’s folder; if it has none, mount T◎RRX’s volume into Jellyfin and add it to a library.',
    ],
    [
      'whose mapping is not needed',
      {
        libraries: films('/data'),
        pathMap: mapped('/data', '/wrong'),
        proposal: proposed('/data', '/data'),
      },
      'mapping_leads_nowhere',
      'The mapping of /data leads nowhere: Jellyfin sees no folder /wrong.',
      'Take the mapping away: Jellyfin calls /data by the same name.',
    ],
    [
      'whose mapping leads into no library of a server that does not tell what it sees',
      { server: 'emby', sees: null, pathMap: mapped('/data', '/wrong') },
      'mapping_leads_nowhere',
      'The mapping of /data leads nowhere: Emby has no library that contains /wrong.',
      'Write what Emby calls T◎RRX’s folder; if it has none, mount T◎RRX’s volume into Emby and add it to a library.',
    ],
    [
      'whose mapping leads to a folder that is in no library',
      { pathMap: mapped('/data', '/torrents'), sees: true },
      'in_no_library',
      'Jellyfin sees /torrents, but has no library that contains it.',
      'Add /torrents to a library in Jellyfin.',
    ],
    [
      'whose server runs on Windows',
      { libraries: films('D:\\films', '\\\\nas\\films') },
      'other_system',
      'Jellyfin runs on Windows and knows no /data.',
      `${MOUNT} Then map T◎RRX’s folder to what it is called there, such as \\\\nas\\data.`,
    ],
    [
      'whose library is there, and its folder gone',
      { libraries: films('/data/') },
      'library_unseen',
      'Jellyfin has /data in its libraries (Films is at /data/), but does not see that folder.',
      'Mount T◎RRX’s volume into Jellyfin at /data: it may have been lost when the container was made anew.',
    ],
  ]
  test.each(cases)('%s', (_, given, code, message, hint) => {
    expect(nameMistake(home(given))).toEqual({
      code: code as never, // the table is plain text
      level: 'wrong',
      message,
      hint,
    })
  })
})

describe('no mistake is', () => {
  test.each([
    ['a library that is the folder', { libraries: films('/data'), sees: true }],
    ['a library around it', { libraries: films('/'), sees: true }],
    ['one of a server that does not tell', { libraries: films('/data'), sees: null }],
    ['a mapping into a library', { pathMap: mapped('/', '/media/films'), sees: true }],
  ])('%s', (_, given) => expect(nameMistake(home(given))).toBeNull())
})

test('where imports are waited for it is merely odd, unless there is no library at all', () => {
  expect(nameMistake(home({ after: 'import' }))).toEqual({
    code: 'not_mounted',
    level: 'odd',
    message: 'Jellyfin has no library that contains /data, and sees no such folder.',
    hint: `Where Sonarr and Radarr import everything into a library, nothing need be done. ${MOUNT}`,
  })
  expect(nameMistake(home({ after: 'import', libraries: [] }))?.level).toBe('wrong')
})

test('libraries are listed up to six, and long names are cut', () => {
  const paths = Array.from({ length: 9 }, (_, index) => `/data/${index}`)
  const many = nameMistake(home({ libraries: films(...paths), sees: true }))
  expect(many?.message).toEndWith('Films is at /data/5 and 3 more.')
  const long = nameMistake(home({ libraries: films(`/data/${'x'.repeat(9999)}`), sees: true }))
  expect(long?.message.length).toBeLessThan(400)
})
