import { describe, expect, test } from 'bun:test'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '../../src/config.ts'

const load = (env: Record<string, string>) =>
  loadConfig({ DATA_DIR: mkdtempSync(join(tmpdir(), 'telemetry-')), ...env })
/** With an address, without which no other variable counts. */
const loadOn = (env: Record<string, string>) =>
  load({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://jaeger:4318', ...env })
const problemsOf = (env: Record<string, string>) =>
  loadOn(env).problems.map(({ field, message }) => `${field} ${message}`)

describe('where traces are sent', () => {
  test('is nowhere until there is an address, whatever else is set', () => {
    const env = {
      OTEL_SERVICE_NAME: 'mine',
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://jaeger:4318/v1/traces',
    }
    expect(load(env).config?.telemetry).toBeNull()
  })

  test.each([
    ['http://jaeger:4318', 'http://jaeger:4318/v1/traces'],
    ['http://jaeger:4318/', 'http://jaeger:4318/v1/traces'],
    ['https://collect.example.org/otlp/', 'https://collect.example.org/otlp/v1/traces'],
  ])('is below the address %s', (endpoint, url) => {
    expect(load({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }).config?.telemetry).toEqual({
      url,
      serviceName: 'torrent-notifier',
      otherProtocol: null,
    })
  })

  test('is the address of traces alone as it stands, where there is one', () => {
    const url = 'https://collect.example.org/traces/'
    const env = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: url }
    expect(loadOn(env).config?.telemetry?.url).toBe(url)
  })

  test.each([
    ['OTEL_SDK_DISABLED', 'true', true],
    ['OTEL_SDK_DISABLED', 'TRUE', true],
    ['OTEL_SDK_DISABLED', 'false', false],
    ['OTEL_SDK_DISABLED', 'False', false],
    ['OTEL_SDK_DISABLED', '', false],
    ['OTEL_TRACES_EXPORTER', 'none', true],
    ['OTEL_TRACES_EXPORTER', 'otlp', false],
    ['OTEL_TRACES_EXPORTER', '', false],
  ])('is nowhere while %s is %p: %p', (name, word, isOff) => {
    expect(loadOn({ [name]: word }).config?.telemetry === null).toBe(isOff)
  })

  test.each(['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'])(
    'is refused where %s is no address',
    (name) => {
      expect(problemsOf({ [name]: 'jaeger:4318' })).toEqual([
        `${name} is "jaeger:4318"; wanted is an absolute http or https URL`,
      ])
    }
  )
})

describe('the switch of the traces', () => {
  test.each(['yes', '1', 'on'])('is not guessed at: %s', (word) => {
    const problem = `OTEL_SDK_DISABLED is "${word}"; wanted is one of true, false`
    expect(problemsOf({ OTEL_SDK_DISABLED: word })).toEqual([problem])
  })
})

describe('the form in which traces are sent', () => {
  const other = (env: Record<string, string>) => loadOn(env).config?.telemetry?.otherProtocol

  test('is JSON, which is told where something else was asked for', () => {
    expect(other({})).toBeNull()
    expect(other({ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' })).toBeNull()
    expect(other({ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' })).toBe('http/protobuf')
  })

  test('is asked for by the variable of traces alone, where there is one', () => {
    const OTEL_EXPORTER_OTLP_PROTOCOL = 'http/protobuf'
    const OTEL_EXPORTER_OTLP_TRACES_PROTOCOL = 'http/json'
    expect(other({ OTEL_EXPORTER_OTLP_PROTOCOL, OTEL_EXPORTER_OTLP_TRACES_PROTOCOL })).toBeNull()
  })
})

describe('a variable that OpenTelemetry reads', () => {
  test.each([
    ['OTEL_TRACES_EXPORTER', 'zipkin', 'one of otlp, none'],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc', 'http/json, as which traces are sent'],
    ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'grpc', 'http/json, as which traces are sent'],
    ['OTEL_EXPORTER_OTLP_TIMEOUT', '10s', 'a whole number of milliseconds, from 1'],
    ['OTEL_EXPORTER_OTLP_TRACES_TIMEOUT', '0', 'a whole number of milliseconds, from 1'],
    ['OTEL_EXPORTER_OTLP_COMPRESSION', 'zstd', 'one of gzip, none'],
    ['OTEL_TRACES_SAMPLER_ARG', '50%', 'a number from 0 to 1'],
    ['OTEL_TRACES_SAMPLER_ARG', '1.5', 'a number from 0 to 1'],
    ['OTEL_BSP_SCHEDULE_DELAY', '-1', 'a whole number of milliseconds, from 0'],
    ['OTEL_BSP_EXPORT_TIMEOUT', '30s', 'a whole number of milliseconds, from 1'],
    ['OTEL_BSP_MAX_QUEUE_SIZE', '0', 'a whole number from 1'],
    ['OTEL_BSP_MAX_EXPORT_BATCH_SIZE', 'many', 'a whole number from 1'],
    ['OTEL_EXPORTER_OTLP_CERTIFICATE', '/nowhere/ca.pem', 'a readable file'],
    ['OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE', '/nowhere/ca.pem', 'a readable file'],
    ['OTEL_RESOURCE_ATTRIBUTES', 'home', 'pairs such as key=value,other=value'],
    ['OTEL_RESOURCE_ATTRIBUTES', 'a=%', 'pairs such as key=value,other=value'],
  ])('is refused by its name where it is wrong: %s=%s', (name, value, wanted) => {
    expect(problemsOf({ [name]: value })).toEqual([
      `${name} is ${JSON.stringify(value)}; wanted is ${wanted}`,
    ])
  })

  test('is refused where it asks for larger batches than the queue holds', () => {
    expect(problemsOf({ OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '4096' })).toEqual([
      'OTEL_BSP_MAX_EXPORT_BATCH_SIZE is "4096"; wanted is at most OTEL_BSP_MAX_QUEUE_SIZE ("2048", its default)',
    ])
    const queue = { OTEL_BSP_MAX_QUEUE_SIZE: '100' }
    expect(problemsOf({ OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '101', ...queue })).toHaveLength(1)
    expect(problemsOf({ OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '100', ...queue })).toEqual([])
    expect(problemsOf(queue)).toEqual([])
  })

  test.each(['OTEL_EXPORTER_OTLP_', 'OTEL_EXPORTER_OTLP_TRACES_'])(
    'is refused where one half of a client certificate is missing: %s…',
    (prefix) => {
      const file = import.meta.path
      const certificate = { [`${prefix}CLIENT_CERTIFICATE`]: file }
      const key = { OTEL_EXPORTER_OTLP_CLIENT_KEY: file }
      expect(problemsOf(certificate)).toEqual([
        `${prefix}CLIENT_CERTIFICATE stands alone; wanted is OTEL_EXPORTER_OTLP_CLIENT_KEY beside it`,
      ])
      expect(problemsOf(key)).toEqual([
        'OTEL_EXPORTER_OTLP_CLIENT_KEY stands alone; wanted is OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE beside it',
      ])
      expect(problemsOf({ ...certificate, ...key })).toEqual([])
    }
  )

  test.each(['OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_EXPORTER_OTLP_TRACES_HEADERS'])(
    'is not shown where it holds a key: %s',
    (name) => {
      for (const value of [
        'canary',
        'x-token=canary,b',
        'x-token=',
        'x token=canary',
        'x-token=%canary',
        'x-token=canary%0A',
      ]) {
        expect(problemsOf({ [name]: value })).toEqual([
          `${name} holds no headers; wanted are pairs such as key=value,other=value (its value is not shown)`,
        ])
      }
    }
  )

  test('is refused together with all others', () => {
    const problems = problemsOf({ OTEL_TRACES_SAMPLER: 'half', OTEL_BSP_MAX_QUEUE_SIZE: 'many' })
    expect(problems).toEqual([
      'OTEL_TRACES_SAMPLER is "half"; wanted is one of always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off, parentbased_traceidratio',
      'OTEL_BSP_MAX_QUEUE_SIZE is "many"; wanted is a whole number from 1',
    ])
  })

  test('is taken where it is right', () => {
    const env = {
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
      OTEL_EXPORTER_OTLP_TIMEOUT: '5000',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
      OTEL_EXPORTER_OTLP_CERTIFICATE: import.meta.path,
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Basic%20YTpi, x-token=a=b,',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=home,host.name=nas%2C%3D1',
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0.25',
      OTEL_BSP_SCHEDULE_DELAY: '1000',
    }
    expect(loadOn(env).problems).toEqual([])
  })

  test.each([
    ['there is no address', { OTEL_EXPORTER_OTLP_ENDPOINT: '' }],
    ['traces are off', { OTEL_SDK_DISABLED: 'true' }],
    ['traces go nowhere', { OTEL_TRACES_EXPORTER: 'none' }],
  ])('is not looked at where %s', (_, env) => {
    const { config, problems } = loadOn({ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', ...env })
    expect(problems).toEqual([])
    expect(config?.telemetry).toBeNull()
  })
})
