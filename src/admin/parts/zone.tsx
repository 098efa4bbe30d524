import type { Reader } from '../reader.ts'

/** Which zone the page's times are in; a first visit knows it only once the script has told. */
export const Zone = ({ reader }: { reader: Pick<Reader, 'zone' | 'isZoneKnown'> }) => (
  <span id="zone">
    Times in {reader.zone}
    {reader.isZoneKnown ? '' : ', since the browser did not tell its zone'}
  </span>
)
