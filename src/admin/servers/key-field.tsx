import { type MediaServerKind, mediaServerNames } from '../../domain.ts'
import { keyMenu } from '../../mediaserver/verdict-words.ts'
import { FieldError, tied } from '../parts/fields.tsx'
import type { ServerForm } from './server-form.ts'

/**
 * The key. A stored one is never in the page: it can be replaced or cleared, and until that is
 * saved either can be undone.
 */
export const KeyField = ({
  kind,
  form,
  errors,
  focus,
}: {
  kind: MediaServerKind
  form: ServerForm
  errors: ReadonlyMap<string, string>
  focus: string | null
}) => {
  const error = errors.get(`${kind}.apiKey`)
  // A key that must be entered again needs its field.
  const key = error !== undefined && form.key === 'keep' ? 'replace' : form.key
  const id = `${kind}-key`
  const button = (value: 'keep' | 'replace' | 'clear') => ({ value, id: `${id}-${value}`, focus })
  if (key === 'none' || key === 'replace') {
    return (
      <div class="field" id={`${id}-field`}>
        <input type="hidden" name="key" value={key} />
        <label for={id}>{key === 'none' ? 'API key' : 'New API key'}</label>
        <div class="secret">
          <input
            id={id}
            name={`${kind}.apiKey`}
            type="password"
            value={form.typedKey}
            autocomplete="new-password"
            autofocus={focus === id}
            {...tied(id, error)}
          />
          {key === 'replace' && <KeyButton {...button('keep')}>Keep the old one</KeyButton>}
        </div>
        {error === undefined ? (
          <p class="hint" id={`${id}-hint`}>
            {key === 'none'
              ? `Make one in ${keyMenu[kind]}.`
              : 'Takes the place of the stored key when you save.'}
          </p>
        ) : (
          <FieldError id={`${id}-error`} message={error} />
        )}
      </div>
    )
  }
  return (
    <fieldset
      class="field"
      id={`${id}-field`}
      aria-describedby={tied(id, error)['aria-describedby']}
    >
      <legend>API key</legend>
      <input type="hidden" name="key" value={key} />
      {key === 'keep' ? (
        <div class="secret">
          <span class="dots-field" role="img" aria-label="A key is stored">
            ••••••••
          </span>
          <KeyButton {...button('replace')}>Replace</KeyButton>
          <KeyButton {...button('clear')}>Clear</KeyButton>
        </div>
      ) : (
        <div class="secret">
          <span class="dots-field">Will be cleared when you save</span>
          <KeyButton {...button('keep')} {...(error === undefined ? {} : { focus: `${id}-keep` })}>
            Keep it
          </KeyButton>
        </div>
      )}
      {error === undefined ? (
        <p class="hint" id={`${id}-hint`}>
          {key === 'keep'
            ? 'It is never shown again.'
            : `${mediaServerNames[kind]} must be off to be saved without a key.`}
        </p>
      ) : (
        <FieldError id={`${id}-error`} message={error} />
      )}
    </fieldset>
  )
}

const KeyButton = ({
  value,
  id,
  focus,
  children,
}: {
  value: 'keep' | 'replace' | 'clear'
  id: string
  focus: string | null
  children: string
}) => (
  <button
    type="submit"
    class="btn"
    name="do"
    value={`key-${value}`}
    id={id}
    autofocus={focus === id}
  >
    {children}
  </button>
)
