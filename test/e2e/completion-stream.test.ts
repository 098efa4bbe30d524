import { testCompletions } from './completion-contract.ts'

testCompletions('stream')
