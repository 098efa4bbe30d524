import type { Library } from '../../mediaserver/verdict.ts'

/** The libraries of a media server, each with its folders. Names are another program's text. */
export const Libraries = ({ libraries }: { libraries: readonly Library[] }) => (
  <ul class="libs">
    {libraries.map(({ name, paths }, index) => (
      <li key={index}>
        <bdi>{name}</bdi>
        <span>
          {paths.map((path) => (
            <code key={path}>{path} </code>
          ))}
        </span>
      </li>
    ))}
  </ul>
)
