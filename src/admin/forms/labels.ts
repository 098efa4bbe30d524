/** How the page calls the fields. */
export const labels: Readonly<Record<string, string>> = {
  url: 'URL',
  apiKey: 'API key',
  refresh: 'How to refresh',
  after: 'When',
  pathMap: 'Folders',
  verifyTls: 'Certificate check',
  finished: 'What happens to finished torrents',
  addByUrl: 'Links to .torrent files',
  enabled: 'Enabled',
}
