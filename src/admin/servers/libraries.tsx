import type { Library } from '../../mediaserver/verdict.ts'
import { Name } from '../parts/name.tsx'

/** So many are shown, of libraries and of each one's folders. */
const MOST_LIBRARIES = 50
const MOST_FOLDERS = 10

/** The libraries of a media server, each with its folders. Names are another program's text. */
export const Libraries = ({ libraries }: { libraries: readonly Library[] }) => (
  <>
    <ul class="libs">
      {libraries.slice(0, MOST_LIBRARIES).map(({ name, paths }, index) => (
        <li key={index}>
          <Name name={name} />
          <span>
            {paths.slice(0, MOST_FOLDERS).map((path, at) => (
              <code key={at}>
                <Name name={path} />{' '}
              </code>
            ))}
            <Others count={paths.length - MOST_FOLDERS} />
          </span>
        </li>
      ))}
    </ul>
    {libraries.length > MOST_LIBRARIES && (
      <p>
        <Others count={libraries.length - MOST_LIBRARIES} />
      </p>
    )}
  </>
)

/** How many are left out. */
const Others = ({ count }: { count: number }) => (count > 0 ? <>and {count} more</> : null)
