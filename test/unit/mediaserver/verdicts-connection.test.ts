import { freePort } from '../../support/free-port.ts'
import { type Row, testRows } from './verdict-rows.ts'

const connections: Row[] = [
  {
    when: 'its name is not known',
    server: () => 'http://no-such-host.invalid:8096',
    code: 'dns',
    message: 'The name “no-such-host.invalid” is not known here.',
    hint: 'Check the spelling. In the same Docker network use the service’s name, otherwise the IP address.',
  },
  {
    when: 'nobody listens at its port',
    server: async () => `http://127.0.0.1:${await freePort()}`,
    code: 'refused',
    message: 'Nothing listens at {host}.',
    hint: 'In a container, localhost is the container itself. Use the service’s name or the server’s address.',
  },
  {
    when: 'it hangs up',
    server: (stage) => `http://${stage.socket((socket) => socket.end())}`,
    code: 'refused',
    message: 'Something at {host} hung up without an answer.',
    hint: 'If Jellyfin has just been started, wait a minute. Otherwise check the port.',
  },
  {
    when: 'it takes the call and says nothing',
    server: (stage) => `http://${stage.socket(() => {})}`,
    timeoutMs: 300,
    code: 'timeout',
    message: 'No answer from {host} in 0.3 s.',
    hint: 'Check that the server is on, and that no firewall stands between.',
  },
  {
    when: 'its answer never ends',
    server: (stage) =>
      `http://${stage.socket((socket) => {
        socket.write(Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"Id":'))
      })}`,
    timeoutMs: 300,
    code: 'timeout',
    message: 'No answer from {host} in 0.3 s.',
    hint: 'Check that the server is on, and that no firewall stands between.',
  },
  {
    when: 'it says who it is, and then nothing',
    server: (stage) =>
      stage.front({
        behind: stage.jellyfin().url,
        answer: (request, pass) =>
          request.url.includes('/Public') ? pass() : new Promise(() => {}),
      }).url,
    timeoutMs: 300,
    code: 'timeout',
    message: 'Jellyfin answers, but does not show its libraries and tasks in 0.3 s.',
    hint: 'It may be busy. Test again in a minute, and look into Jellyfin’s log if it stays so.',
  },
]

testRows('cannot be talked to', connections)
