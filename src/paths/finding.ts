/** Why a media server would not find what T◎RRX downloads. */
export type MistakeCode =
  | 'no_libraries'
  | 'not_mounted'
  | 'other_name'
  | 'case_differs'
  | 'in_no_library'
  | 'part_only'
  | 'library_unseen'
  | 'other_system'
  | 'mapping_leads_nowhere'

/** Everything that the path check can find. */
export type FindingCode =
  | MistakeCode
  | 'imports'
  | 'mapping_unused'
  | 'folder_unknown'
  | 'programs_off'
  | 'remote_mappings'

/** Something that the owner should know of the paths, in words. */
export type Finding = {
  code: FindingCode
  /** Whether nothing will be found so, or it only looks odd, or it is merely good to know. */
  level: 'wrong' | 'odd' | 'note'
  /** What is so. */
  message: string
  /** The next step; `null` where there is none. */
  hint: string | null
}
