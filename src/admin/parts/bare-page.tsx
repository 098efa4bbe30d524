import type { ComponentChildren } from 'preact'
import { assetUrls } from '../assets.ts'

/** A small page of its own, with the head of the page and its name. It needs no script. */
export const BarePage = ({ title, children }: { title: string; children: ComponentChildren }) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>{title} – torrent-notifier</title>
      <link rel="icon" type="image/svg+xml" href={assetUrls.mark} />
      <link rel="stylesheet" href={assetUrls.css} />
    </head>
    <body>
      <div class="page">
        <header class="top">
          <h1 class="brand">
            <img class="mark" src={assetUrls.mark} alt="" width="24" height="24" />
            torrent-notifier
          </h1>
        </header>
        {children}
      </div>
    </body>
  </html>
)
