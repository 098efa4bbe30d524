/** A row as SQLite gives it back. */
export type Row = Record<string, unknown>

/** SQLite has no booleans. */
export const withFlag = ({ awaitsImport, ...row }: Row): Row => ({
  ...row,
  awaitsImport: awaitsImport === 1,
})
