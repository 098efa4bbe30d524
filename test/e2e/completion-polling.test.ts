import { testCompletions } from './completion-contract.ts'

testCompletions('polling')
