/** The least that answers with the bytes of a file: what the long lists are compared with. */
const body = await Bun.file(process.env['BODY'] ?? '').bytes()

Bun.serve({
  hostname: '127.0.0.1',
  port: Number(process.env['PORT']),
  fetch: () => new Response(body, { headers: { 'content-type': 'application/json' } }),
})
