/**
 * What strangers put into a torrent's name to get at its reader: each would set the page's global
 * `hacked`, make an element, ask another host, or turn or hide the text beside it, were it taken
 * for more than text.
 */
const attacks: readonly string[] = [
  '<script>hacked=1</script>',
  '</bdi></p></li></ol></div><script>hacked=1</script>',
  '<img src=x onerror=hacked=1>',
  '"><svg/onload=hacked=1>',
  `' autofocus onfocus='hacked=1`,
  '` onmouseover=`hacked=1',
  '<iframe srcdoc="<script>parent.hacked=1</script>"></iframe>',
  '<a href="javascript:hacked=1">javascript:hacked=1//</a>',
  '<details open ontoggle=hacked=1>',
  '<body onload=hacked=1><style>*{display:none}</style>',
  '<base href=//evil.example/><link rel=stylesheet href=//evil.example/x.css>',
  '<meta http-equiv=refresh content="0;url=//evil.example">',
  '<template><img src=x onerror=hacked=1></template>',
  '<!-- --!><script>hacked=1</script><![CDATA[<script>hacked=1</script>]]>',
  '</title></textarea></noscript><script>hacked=1</script>',
  '&lt;script&gt;hacked=1&lt;/script&gt;&#x3C;img src=x onerror=hacked=1&#x3E;',
  '<div hx-get="/settings/integrations" hx-trigger="load" hx-target="body"></div>',
  '<p hx-on:load="hacked=1" hx-sse:connect="/settings/integrations/live">',
  '<hx-partial hx-target="body"><img src=x onerror=hacked=1></hx-partial>',
  "{{constructor.constructor('hacked=1')()}}",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a stranger's, which nothing must fill in
  '${hacked=1}<%= hacked=1 %>#{hacked=1}[[hacked=1]]',
  '__proto__.constructor',
  'a\r\n\r\nevent: activity\r\ndata: <script>hacked=1</script>\r\n\r\n',
  'nul\0bell\u0007escape\u001b[31mnext\u0085lines\u2028\u2029',
  '\u202egpj.exe\u202c\u2066isolated\u2069\u200f\u061c',
  'zero\u200bwidth\u200djoiner\ufeffsoft\u00adhyphen\u{e0041}tag',
  `Z${'\u0337\u035d'.repeat(100)}algo`,
  'ＦＵＬＬＷＩＤＴＨ ＜script＞ 🎬👩‍👩‍👧 فيلم סרט 映画',
  'x'.repeat(3000),
  '<b>'.repeat(400),
]

/** A hostile name, another for each number; it ends in that number. */
export const hostileName = (number: number): string =>
  `${attacks[number % attacks.length]} ${number}`
