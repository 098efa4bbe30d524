/** The waits of a home, where the tests would have shorter ones. */
export const homeWaits = {
  REFRESH_QUIET: '5s',
  REFRESH_QUIET_MAX: '60s',
  REFRESH_MIN_INTERVAL: '120s',
  REFRESH_TIMEOUT: '5s',
  SCAN_POLL_INTERVAL: '5s',
  POLL_INTERVAL: '3s',
  RECONCILE_INTERVAL: '60s',
  STREAM_PROBE_INTERVAL: '5m',
  STREAM_STALL_TIMEOUT: '10s',
}
