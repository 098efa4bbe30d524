import { expect, test } from 'bun:test'
import { titleOf } from '../../../src/mediaserver/title.ts'

test.each([
  ['A.Film.2020.1080p.WEB-x264', 'A Film'],
  ['A Film (2020) [1080p]', 'A Film'],
  ['A_Film_2020', 'A Film'],
  ['A.Film.mkv', 'A Film'],
  ['A.Film', 'A Film'],
  ['1917.2019.2160p', '1917'],
  ['2001.A.Space.Odyssey.1968.mkv', '2001 A Space Odyssey'],
  ['Show.S01E02.720p.HDTV', 'Show'],
  ['Show.S03.COMPLETE', 'Show'],
  ['Show.1x02.Title', 'Show'],
  ['Show Season 2', 'Show'],
  ['A.Film.1080p.BluRay', 'A Film'],
  ['[Group] Show - 01 [1080p].mkv', 'Show - 01'],
  ['', ''],
])('the title in “%s” is “%s”', (release, title) => {
  expect(titleOf(release)).toBe(title)
})
