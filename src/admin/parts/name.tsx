import { Fragment } from 'preact'

/**
 * A name of somebody else's, such as a torrent's, which is a stranger's text: what would turn or
 * hide the text beside it is spelled out, nothing is cut off, and long ones may break where their
 * words end.
 */
export const Name = ({ name }: { name: string }) => (
  <bdi>
    {visible(name)
      .split(/(?<=[._])(?![._])/)
      .map((part, index) => (
        <Fragment key={index}>
          {index > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
  </bdi>
)

/** Names in a row; each keeps its own direction. */
export const Names = ({ names, between }: { names: readonly string[]; between: string }) => (
  <>
    {names.map((name, index) => (
      <Fragment key={name}>
        {index > 0 && between}
        <Name name={name} />
      </Fragment>
    ))}
  </>
)

/** A stranger's text with every character spelled out that would turn or hide what is beside it. */
export const visible = (name: string): string =>
  name.replaceAll(
    // But for the two joiners behind a letter of the languages that are written with them, or emoji.
    /(?!(?<=(?![\u200c\u200d])\P{ASCII})[\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) =>
      `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`
  )
