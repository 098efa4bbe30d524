import { Ring } from '../parts/ring.tsx'
import { Words } from '../parts/words.tsx'
import type { Banner } from './banner-news.ts'

const kinds = { mute: 'Note', wait: 'Warning', bad: 'Problem' } as const

/** What needs the owner, or may be good to know. */
export const Banners = ({ banners }: { banners: readonly Banner[] }) => (
  <div class="banners" id="banners">
    {banners.map(({ about, tone, lead, rest, link }) => (
      <section key={about} class={`banner is-${tone}`} aria-label={`${kinds[tone]}: ${about}`}>
        <Ring sign={tone === 'wait' ? 'wait' : 'bad'} />
        <p>
          <strong>
            <Words text={lead} />
          </strong>{' '}
          <Words text={rest} /> {link && <a href={link.href}>{link.text}</a>}
        </p>
      </section>
    ))}
  </div>
)
