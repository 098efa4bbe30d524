/** Where the page is under the prefix that reaches it through T◎RRX's proxy as well. */
export const PAGE_URL = '/settings/integrations'
