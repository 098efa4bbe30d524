import { renderToString } from 'preact-render-to-string'
import { LOGIN_PATH } from '../security/open-call.ts'
import { BarePage } from './parts/bare-page.tsx'
import { Result } from './parts/result.tsx'
import { Ring } from './parts/ring.tsx'

/** What a person is to prove: the key only where no password is set. */
export type LoginProof = 'password' | 'key'

/** What the login shows. */
export type LoginView = {
  proof: LoginProof
  /** What was typed before; never the password. */
  username: string
  /** Where the way leads after it: a path of ours. */
  next: string
  notice: LoginNotice | null
}

/**
 * Why it is shown: it was tried in vain (`refused`), it stands in the place of an answer to a form
 * that nobody has read (`lost`), or somebody has logged out and the store does not know (`unkept`).
 */
export type LoginNotice = 'refused' | 'lost' | 'unkept'

/** The login as a whole page, as HTML. Whatever stands in it is escaped. */
export const renderLogin = (view: LoginView): string =>
  `<!doctype html>${renderToString(<LoginPage {...view} />)}`

const LoginPage = (view: LoginView) => (
  <BarePage title="Log in">
    <main class="login">
      <section class="panel" aria-labelledby="login-title">
        <LoginForm {...view} />
      </section>
    </main>
  </BarePage>
)

const LoginForm = (view: LoginView) => (
  <form class="form" method="post" action={LOGIN_PATH}>
    <h2 id="login-title">Log in</h2>
    <input type="hidden" name="next" value={view.next} />
    {view.notice === 'lost' && (
      <Result tone="wait" isAlert>
        <p>
          <strong>Your session has ended.</strong> What you sent was not done.
        </p>
      </Result>
    )}
    {view.notice === 'unkept' && (
      <Result tone="wait" isAlert>
        <p>
          <strong>You are logged out in this browser.</strong> The database does not answer, so the
          end of your session could not be written down.
        </p>
        <p class="next">
          <b>Next:</b> nothing on a machine of your own. Where somebody may have a copy of its
          cookie, another <code>{variables[view.proof]}</code> ends it for certain.
        </p>
      </Result>
    )}
    {view.proof === 'password' && <UsernameField {...view} />}
    <SecretField {...view} />
    <div class="btns">
      <button class="btn btn-main" type="submit">
        Log in
      </button>
    </div>
  </form>
)

const UsernameField = ({ username, notice }: LoginView) => (
  <div class="field">
    <label for="login-username">User name</label>
    <input
      id="login-username"
      name="username"
      type="text"
      value={username}
      autocomplete="username"
      autocapitalize="none"
      spellcheck={false}
      required
      autofocus={username === ''}
      aria-invalid={notice === 'refused'}
      aria-describedby="login-note"
    />
  </div>
)

const SecretField = ({ proof, username, notice }: LoginView) => (
  <div class="field">
    <label for="login-password">{labels[proof]}</label>
    <input
      id="login-password"
      name="password"
      type="password"
      autocomplete="current-password"
      required
      autofocus={proof === 'key' || username !== ''}
      aria-invalid={notice === 'refused'}
      aria-describedby="login-note"
    />
    {notice === 'refused' ? <Refusal proof={proof} /> : <Hint proof={proof} />}
  </div>
)

/** Another value of it ends every session. */
const variables: Record<LoginProof, string> = { password: 'AUTH_PASSWORD', key: 'API_KEY' }

const labels: Record<LoginProof, string> = { password: 'Password', key: 'API key' }

const Hint = ({ proof }: { proof: LoginProof }) => (
  <p class="hint" id="login-note">
    <Source proof={proof} />
  </p>
)

/** Either field may be the wrong one, and nobody is told which. */
const Refusal = ({ proof }: { proof: LoginProof }) => (
  <p class="error" id="login-note" role="alert">
    <Ring sign="bad" />
    <span>
      {proof === 'key'
        ? 'This key is not the one that is set. '
        : 'This user name and password are not the ones that are set. '}
      <Source proof={proof} />
    </span>
  </p>
)

const Source = ({ proof }: { proof: LoginProof }) =>
  proof === 'key' ? (
    <>
      It stands in <code>API_KEY</code>, where this service is started.
    </>
  ) : (
    <>
      They stand in <code>AUTH_USERNAME</code> and <code>AUTH_PASSWORD</code>, where this service is
      started.
    </>
  )
