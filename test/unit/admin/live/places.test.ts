import { expect, test } from 'bun:test'
import { createPlaces } from '../../../../src/admin/live/places.ts'

const eager = { isPatient: false }
const patient = { isPatient: true }

/** So many pages, each of a browser of its own. */
const fill = (count: number) => {
  const places = createPlaces()
  const taken = Array.from({ length: count }, (_, at) => places.take(`browser ${at}`, eager))
  const displaced = () => taken.flatMap((place, at) => (place.displaced.aborted ? [at] : []))
  return { places, taken, displaced }
}

test('a new page takes the place of the one that has had it longest, again and again', () => {
  const { places, displaced } = fill(24)
  expect(displaced()).toEqual([])
  expect(places.take('another', eager).displaced.aborted).toBe(false)
  expect(displaced()).toEqual([0])
  places.take('one more', eager)
  expect(displaced()).toEqual([0, 1])
})

test('the fifth page of a browser takes the place of its own first one, whoever else came before', () => {
  const { places, displaced } = fill(10)
  const tabs = Array.from({ length: 5 }, () => places.take('many tabs', eager))
  expect(tabs.map((place) => place.displaced.aborted)).toEqual([true, false, false, false, false])
  expect(displaced()).toEqual([])
})

test('a patient page takes nobody’s place, and a free one', () => {
  const { places, taken, displaced } = fill(24)
  expect(places.take('patient', patient).displaced.aborted).toBe(true)
  taken[7]?.leave()
  expect(places.take('patient', patient).displaced.aborted).toBe(false)
  expect(displaced()).toEqual([])
})

test('a page that leaves after another took its place leaves that one alone', () => {
  const { places, taken } = fill(24)
  places.take('another', eager)
  taken[0]?.leave()
  expect(places.take('patient', patient).displaced.aborted).toBe(true)
})
