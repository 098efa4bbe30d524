/** How much something matters to the owner: fine, at work, worth a look, to be acted upon. */
export type Tone = 'mute' | 'ok' | 'busy' | 'wait' | 'bad'

/** From the one that matters least to the one that matters most. */
export const tones: readonly Tone[] = ['mute', 'ok', 'busy', 'wait', 'bad']
