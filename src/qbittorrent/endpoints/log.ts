import { type Endpoints, json } from '../endpoint.ts'

/** `log`. Ours is not for programs to read; those that show one show an empty one. */
export const logEndpoints = (): Endpoints => ({
  group: 'log',
  reads: { main: () => json([]), peers: () => json([]) },
  writes: {},
})
