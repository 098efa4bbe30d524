declare module 'htmx.org/dist/htmx.min.js' {
  const source: string
  // biome-ignore lint/style/noDefaultExport: a text import has no other name
  export default source
}

declare module 'htmx.org/dist/ext/hx-sse.min.js' {
  const source: string
  // biome-ignore lint/style/noDefaultExport: a text import has no other name
  export default source
}
